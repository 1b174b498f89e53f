import * as Schema from "effect/Schema";
import { ProcessIdentity } from "../machine/process.ts";

const Device = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9]{0,14}$/));
const AbsolutePath = Schema.String.check(Schema.isPattern(/^(\/[\w.@-]+)+$/));
const CgroupPath = Schema.String.check(Schema.isPattern(/^\/sys\/fs\/cgroup(\/(?!\.\.?(\/|$))[\w.@:-]+)+$/));
const LabPath = AbsolutePath.check(Schema.isPattern(/^\/run\/ordeal\/(?!.*\/\.\.?(\/|$))/));

/**
 * What has to be done to make something undone: everything that an agent changes on a machine is one of these, written
 * down before it is changed. Doing it again does nothing, and neither does doing it where there is nothing to be undone.
 */
export const Undo = Schema.TaggedUnion({
  /** A process that was stopped goes on. */
  processContinues: { process: ProcessIdentity },
  /** A link of a node is up. `holder` is the process that holds the network in which it lies. */
  linkUp: { holder: ProcessIdentity, device: Device },
  /** A link carries whatever it can. */
  queueRemoved: { holder: ProcessIdentity, device: Device },
  /** A limit of a control group is as it was. */
  limitLifted: { file: CgroupPath, value: Schema.String.check(Schema.isPattern(/^[\w: =-]{1,80}$/)) },
  /** A file system takes writes again. */
  thawed: { mountPoint: LabPath },
  /** No process of the lab is left. */
  processesEnded: {
    labId: Schema.String.check(Schema.isPattern(/^[\w-]{8,64}$/)),
    holders: Schema.Array(ProcessIdentity),
  },
  /** A file system is not mounted any more. */
  unmounted: { mountPoint: LabPath },
  /** A control group is gone. */
  groupRemoved: { path: CgroupPath },
});
export type Undo = typeof Undo.Type;
