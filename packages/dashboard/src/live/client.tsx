/** @jsxRuntime automatic @jsxImportSource preact */
import { render } from "preact";
import { App } from "./app.tsx";
import type { LiveData } from "./fault-form.ts";
import { Session } from "./session.ts";

const text = document.getElementById("data")?.textContent;
const root = document.getElementById("app");
if (text && root) {
  const session = new Session(`${location.origin.replace(/^http/, "ws")}/v1`);
  render(<App session={session} data={JSON.parse(text) as LiveData} />, root);
  session.start();
}
