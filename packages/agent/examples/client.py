# Drives an agent with Debian's python3-websockets: python3 client.py ws://127.0.0.1:7433/v1
import asyncio, itertools, json, pathlib, sys, websockets

async def main(url):
    async with websockets.connect(url, max_size=None) as socket:
        ids = itertools.count()
        async def call(method, **params):
            asked = next(ids)
            await socket.send(json.dumps({"jsonrpc": "2.0", "id": asked, "method": method, "params": params}))
            while (frame := json.loads(await socket.recv())).get("id") != asked:
                event = frame["params"]
                print(event["atUs"] / 1e6, "s", event["type"], json.dumps(event["data"]))
            return frame["result"]
        experiment = json.loads((pathlib.Path(__file__).parent / "experiment.json").read_text())
        run = (await call("run.open", experiment=experiment))["runId"]
        await call("events.subscribe", runId=run)
        await call("fault.inject", runId=run, fault={"kind": "card.crash", "target": "sn00/n01/c3", "at": "1 hour"})
        await call("run.advance", runId=run, untilUs=7_200_000_000)
        result = await call("run.result", runId=run)
        print("effective throughput", result["metrics"]["effectiveThroughput"], "interruptions", result["counts"]["interruptions"])
        await call("run.close", runId=run)

asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:7433/v1"))
