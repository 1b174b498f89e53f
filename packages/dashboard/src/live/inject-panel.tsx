/** @jsxRuntime automatic @jsxImportSource preact */
import { parseAddress } from "@ordeal/model";
import { useState } from "preact/hooks";
import type { FaultForm } from "./fault-form.ts";
import type { Session, WrittenFault } from "./session.ts";

/** What of a chosen component can be struck: itself, and what it lies in. */
export const targetsAround = (
  address: string,
  loopOf: (supernode: number) => number | undefined,
): ReadonlyArray<string> => {
  const parsed = parseAddress(address);
  const around = [address];
  if (parsed === undefined) return around;
  const parts = address.split("/");
  if (parsed.component === "card" || parsed.component === "uplink") around.push(parts.slice(0, 2).join("/"));
  if ("supernode" in parsed) {
    if (!around.includes(parts[0] ?? "") && parts.length > 1) around.push(parts[0] ?? "");
    const loop = loopOf(parsed.supernode);
    if (loop !== undefined) around.push(`cdu${loop}`);
  }
  return around;
};

/** What is asked for is left out where nothing was written; numbers and switches are what they are in a file. */
export const writtenFault = (
  form: FaultForm,
  target: string,
  duration: string,
  values: Readonly<Record<string, string>>,
): WrittenFault => ({
  kind: form.kind,
  ...(target === "" || target === "job" || target === "storage" || target === "scheduler" ? {} : { target }),
  ...(form.lasts && duration.trim() !== "" ? { duration: duration.trim() } : {}),
  ...Object.fromEntries(
    form.parameters.flatMap(({ name }): ReadonlyArray<readonly [string, unknown]> => {
      const written = values[name]?.trim() ?? "";
      if (written === "") return [];
      if (written === "true" || written === "false") return [[name, written === "true"]];
      return [[name, /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written]];
    }),
  ),
});

const LEASES_S = [10, 30, 60, 600];

/** A component, a kind of fault that it can have, the kind's parameters, and the button. */
export const InjectPanel = ({
  session,
  forms,
  target,
  onTarget,
}: {
  readonly session: Session;
  readonly forms: ReadonlyArray<FaultForm>;
  readonly target: string;
  readonly onTarget: (address: string) => void;
}) => {
  const { state, agent } = session;
  const [kind, setKind] = useState("");
  const [duration, setDuration] = useState("20 minutes");
  const [leaseS, setLease] = useState(10);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const component = parseAddress(target)?.component;
  const able = forms.filter((form) => agent?.capabilities.kinds.includes(form.kind as never) ?? true);
  const fitting = component === undefined ? able : able.filter(({ targets }) => targets.includes(component));
  const form = fitting.find((one) => one.kind === kind) ?? fitting[0];
  if (state === undefined) return null;
  const loopOf = (supernode: number) => {
    const loop = state.shape.loops.findIndex(({ from, to }) => from <= supernode && supernode <= to);
    return loop < 0 ? undefined : loop;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (form !== undefined) await session.inject(writtenFault(form, target, duration, values), leaseS * 1_000);
  };
  return (
    <section aria-label="Inject a fault">
      <h2>Inject a fault</h2>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          component
          <input
            value={target}
            placeholder="sn07/n12/c3, cdu2, tor07a, storage, job"
            onInput={(event) => onTarget(event.currentTarget.value)}
          />
        </label>
        {component === undefined ? null : (
          <div class="controls">
            {targetsAround(target, loopOf).map((address) => (
              <button type="button" key={address} aria-pressed={address === target} onClick={() => onTarget(address)}>
                {address}
              </button>
            ))}
          </div>
        )}
        <label>
          kind
          <select value={form?.kind ?? ""} onChange={(event) => setKind(event.currentTarget.value)}>
            {fitting.map((one) => (
              <option key={one.kind} value={one.kind}>
                {one.kind}
              </option>
            ))}
          </select>
        </label>
        {form === undefined ? (
          <p>Nothing that this agent can inject strikes {component === undefined ? "that" : `a ${component}`}.</p>
        ) : (
          <p class="hint">{form.meaning}</p>
        )}
        {form?.parameters.map(({ name, description, unit, otherwise, example }) => (
          <label key={`${form.kind} ${name}`} title={description}>
            {name}
            {unit === null ? "" : `, ${unit}`}
            <input
              value={values[name] ?? ""}
              placeholder={otherwise === null ? `such as ${example}` : `unless given: ${otherwise}`}
              required={otherwise === null}
              onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
            />
          </label>
        ))}
        {form?.lasts === true ? (
          <label>
            lasts
            <input value={duration} onInput={(event) => setDuration(event.currentTarget.value)} />
          </label>
        ) : null}
        <label>
          lease
          <select value={leaseS} onChange={(event) => setLease(Number(event.currentTarget.value))}>
            {LEASES_S.map((seconds) => (
              <option key={seconds} value={seconds}>
                {seconds} s after this page is gone
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="strong" disabled={form === undefined || agent?.halted === true}>
          Inject
        </button>
        {agent?.halted === true ? <p>The agent is halted: it takes no fault.</p> : null}
      </form>
    </section>
  );
};
