import assert from "node:assert/strict";
import { test } from "node:test";
import { openEngine } from "../../bench/chaos/engines/open_engine.ts";
import { readOptions } from "../../bench/chaos/options.ts";
import { runEngine } from "../../bench/chaos/run_engine.ts";
import { openGate } from "../../bench/chaos/gate.ts";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

test("killed at random instants, a project ends like its undisturbed twin", {
  timeout: 120_000,
}, async () => {
  const engine = await openEngine("sqlite");
  const options = readOptions(["--runs", "2", "--seed", "8", "--kills", "3", "--only", "SIGKILL"]);
  const reports = await runEngine(engine, options, () => {});
  assert.deepEqual(reports.map(({ verdict, findings }) => [verdict, findings]), [
    ["ok", []],
    ["ok", []],
  ]);
  assert.ok(reports.flatMap(({ hits }) => hits).some(({ landed }) => landed));
});

test("an engine nobody knows is a wrong call", async () => {
  await assert.rejects(openEngine("oracle" as "sqlite"), RangeError);
});

test("a held gate passes nothing on until it is resumed, and keeps its connections", async () => {
  const server = createServer((socket) => void socket.on("data", (chunk) => socket.write(chunk)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const gate = await openGate(`mysql://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const client = connect({ host: "127.0.0.1", port: Number(new URL(gate.url).port) });
  await once(client, "connect");
  const echoed = async (text: string) => {
    client.write(text);
    return String((await once(client, "data"))[0]);
  };
  assert.equal(await echoed("one"), "one");
  gate.hold();
  let heard = "";
  client.on("data", (chunk) => heard += chunk);
  await new Promise<void>((resolve) => client.write("two", () => resolve()));
  assert.equal(heard, "");
  const answered = once(client, "data");
  gate.resume();
  await answered;
  assert.equal(heard, "two");
  const closed = once(client, "close");
  client.on("error", () => {});
  gate.cut();
  await closed;
  await gate.close();
  server.close();
});
