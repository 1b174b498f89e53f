# Drives an agent with Debian's python3-websockets: python3 client.py ws://127.0.0.1:7433/v1
import asyncio, itertools, json, sys, websockets

TIER = {"stall": "10 seconds", "persist": "30 seconds", "load": "20 seconds"}
EXPERIMENT = {"duration": "2 hours", "cluster": {"name": "six", "nodes": 6}, "job": {"nodes": 4, "step": "10 seconds"},
              "checkpoint": {"interval": "10 minutes", "tiers": [TIER]}}

async def main(url):
    async with websockets.connect(url, max_size=None) as socket:
        ids = itertools.count(1)
        async def call(method, **params):
            asked = next(ids)
            await socket.send(json.dumps({"jsonrpc": "2.0", "id": asked, "method": method, "params": params}))
            while (frame := json.loads(await socket.recv())).get("id") != asked:
                if frame.get("method") == "event":
                    event = frame["params"]
                    print(event["atUs"] / 1e6, "s", event["type"], json.dumps(event["data"]))
            if "error" in frame:
                raise RuntimeError(frame["error"]["message"])
            return frame["result"]
        run = (await call("run.open", experiment=EXPERIMENT))["runId"]
        await call("events.subscribe", runId=run)
        await call("fault.inject", runId=run, fault={"kind": "card.crash", "target": "sn00/n01/c3", "at": "1 hour"})
        await call("run.advance", runId=run, untilUs=7_200_000_000)
        result = await call("run.result", runId=run)
        print("effective throughput", result["metrics"]["effectiveThroughput"], "interruptions", result["counts"]["interruptions"])
        await call("run.close", runId=run)

asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:7433/v1"))
