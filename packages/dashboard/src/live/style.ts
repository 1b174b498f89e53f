import { reportStyle } from "../report/style.ts";

/** How the dashboard looks: as the report does, on a whole screen. */
export const liveStyle = `${reportStyle}
main{max-width:1500px;padding:12px 18px}
header{display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center;border-bottom:1px solid var(--line);padding-bottom:8px}
header h1{margin:0;font-size:18px}header>button{margin-left:auto}
h2{font-size:15px;margin:14px 0 6px}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 420px;gap:0 26px}
@media (max-width:900px){.columns{grid-template-columns:minmax(0,1fr)}}
.halt{background:#b3261e;color:#fff;border-color:#b3261e;font-weight:600}.strong{background:#2f5f93;color:#fff;border-color:#2f5f93}
button[aria-pressed=true]{background:#2f5f93;color:#fff;border-color:#2f5f93}
button:disabled{opacity:.5;cursor:default}
.banner{border:1px solid var(--line);border-radius:4px;padding:4px 10px;margin:8px 0;font-size:14px}.banner.bad{border-color:var(--bad);color:var(--bad)}
fieldset{border:0;padding:0;margin:4px 0;min-width:0}fieldset.controls legend{float:left;padding:0 6px 0 0;width:90px}
.frame{position:relative}.frame canvas{display:block;cursor:pointer}.frame canvas:focus-visible{outline:2px solid var(--checkpoint)}
.mark{position:absolute;left:0;top:0;pointer-events:none}.mark rect{fill:none;stroke:var(--ink);stroke-width:1.5}
.chips{display:flex;flex-wrap:wrap;gap:3px;margin:6px 0}.chip{font-size:12px;padding:0 6px}.chip.throttled{background:#7a5b00;color:#fff}.chip.off{background:#8c1d18;color:#fff}
dl{margin:0;font-size:14px}dl div{display:flex;gap:10px}dt{width:150px;flex:none;color:var(--dim)}dd{margin:0;font-variant-numeric:tabular-nums}
form label{display:flex;align-items:center;gap:8px;margin:4px 0;font-size:14px;color:var(--dim)}
form input,form select{flex:1;min-width:0}
input,select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:2px 6px}
label.inline{display:inline;font-size:13px;color:var(--dim)}select{max-width:260px}form select{max-width:none}
.faults{list-style:none;padding:0;margin:0}.faults li{display:flex;justify-content:space-between;gap:8px;border-bottom:1px solid var(--line);padding:4px 0;font-size:13px}
.log ol{list-style:none;padding:0;margin:4px 0;max-height:260px;overflow:auto;font-size:12.5px;border:1px solid var(--line);border-radius:4px}
.log li{padding:1px 8px;border-bottom:1px solid var(--soft);overflow-wrap:anywhere}.log time{color:var(--dim);font-variant-numeric:tabular-nums}
.offers{list-style:none;padding:0}.offers li{margin:6px 0}.slim svg{width:80px}.columns .number{white-space:nowrap}fieldset.controls button{padding:3px 8px}
`.trim();
