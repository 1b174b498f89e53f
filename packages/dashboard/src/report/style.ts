/** How a report looks: light and dark as the reader's system is, plain on paper. Colours that colour-blind people tell apart. */
export const reportStyle = `
:root{--ink:#1c2430;--dim:#5a6675;--paper:#fff;--line:#d8dde3;--soft:#f3f5f7;--good:#12683a;--bad:#b3261e;--warn:#8a5a00;
--productive:#7fb69b;--degraded:#c9b458;--recompute:#e08a3c;--checkpoint:#4f7fb8;--stalled:#9a6fb0;--planned:#8f9aa6;
--detecting:#c44e52;--rescheduling:#7a3b46;--restarting:#d9738f;--loading:#3d9aa3;--loss:#cc7a3a;
--c0:#c44e52;--c1:#4f7fb8;--c2:#d99a2b;--c3:#5a9e6f;--c4:#9a6fb0;--c5:#3d9aa3;--c6:#8c6d46;--cx:#8f9aa6}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--dim:#a3afbb;--paper:#14181d;--line:#333c46;--soft:#1d232a;--good:#6fd09b;--bad:#ff8f86;--warn:#e8b34d;
--productive:#3f7f62;--degraded:#a8943d;--planned:#66717d;--rescheduling:#a85a69;--cx:#77828e}}
@media print{:root{--ink:#000;--dim:#333;--paper:#fff;--line:#bbb;--soft:#fff;--good:#12683a;--bad:#b3261e;--warn:#8a5a00}.controls,.told{display:none!important}article{break-before:page}article:first-of-type{break-before:auto}section,figure,tr{break-inside:avoid}details>*{display:block!important}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 20px 48px}
h1{font-size:22px;margin:0 0 16px}h2{font-size:20px;margin:24px 0 4px}h3{font-size:16px;margin:28px 0 6px}
.headline{color:var(--dim);margin:0 0 12px}
.verdict{display:inline-block;padding:1px 10px;border-radius:4px;color:#fff;font-size:16px;vertical-align:2px}
.verdict.pass{background:#12683a}.verdict.fail{background:#b3261e}.verdict.unknown{background:#8a5a00}
table{border-collapse:collapse;margin:4px 0 8px;font-variant-numeric:tabular-nums;max-width:100%}
th,td{text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid var(--line);font-weight:400;vertical-align:top}
thead th{color:var(--dim);font-size:13px}tbody th{font-weight:600}
caption{text-align:left;color:var(--dim);font-size:13px}
.number{text-align:right}
.held-true{color:var(--good)}.held-false{color:var(--bad);font-weight:600}.held-null{color:var(--warn);font-weight:600}
.remarks{padding-left:18px}.missing,.hint,footer{color:var(--dim)}footer{margin-top:40px;font-size:13px}
code,pre{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:10px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
svg{max-width:100%;height:auto}svg text{fill:var(--dim);font-size:11px;font-family:inherit}
.timeline>svg{width:100%;touch-action:pan-y;cursor:crosshair;user-select:none}
.axis line{stroke:var(--line);stroke-width:.6}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;padding:0;margin:0 0 6px;font-size:13px;color:var(--dim)}
.controls{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin:6px 0;font-size:13px}
button{font:inherit;color:var(--ink);background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:3px 10px;cursor:pointer}
button:focus-visible,summary:focus-visible,pre:focus-visible{outline:2px solid var(--checkpoint);outline-offset:1px}
.told{min-height:3em;margin:2px 0;font-size:13px;color:var(--dim)}
.story{background:var(--soft);border:1px solid var(--line);border-radius:4px;padding:6px 12px}.story p{margin:4px 0}
.beside{display:flex;flex-wrap:wrap;gap:8px 40px}figure{margin:0}figcaption{font-size:13px;color:var(--dim)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.fill-productive{fill:var(--productive)}.fill-degraded{fill:var(--degraded)}.fill-recompute{fill:var(--recompute)}.fill-checkpoint{fill:var(--checkpoint)}
.fill-stalled{fill:var(--stalled)}.fill-planned{fill:var(--planned)}.fill-detecting{fill:var(--detecting)}.fill-rescheduling{fill:var(--rescheduling)}
.fill-restarting{fill:var(--restarting)}.fill-loading{fill:var(--loading)}.fill-loss{fill:var(--loss)}
.cause-0{fill:var(--c0)}.cause-1{fill:var(--c1)}.cause-2{fill:var(--c2)}.cause-3{fill:var(--c3)}.cause-4{fill:var(--c4)}.cause-5{fill:var(--c5)}.cause-6{fill:var(--c6)}.cause-other{fill:var(--cx)}
.chosen{stroke:var(--ink);stroke-width:1.5}
.fault{fill:var(--dim);opacity:.55}.fault.scripted{fill:var(--bad);opacity:.85}.loop.throttled{fill:var(--degraded)}.loop.off{fill:var(--bad)}
.wide{overflow-x:auto}.best td{font-weight:600;background:var(--soft)}.heat td,.heat th{padding:3px 8px}
.heat-1{background:#4f7fb81f}.heat-2{background:#4f7fb833}.heat-3{background:#4f7fb84d}.heat-4{background:#4f7fb866}.heat-5{background:#4f7fb880}.heat-6{background:#4f7fb899}
.limit line{stroke:var(--bad);stroke-width:1.5}.limit text{fill:var(--bad)}.front{fill:none;stroke:var(--checkpoint);stroke-width:1.2}
.save{stroke:var(--checkpoint);stroke-width:.8}.saves{fill:var(--checkpoint)}.nodes{fill:var(--dim)}
`.trim();
