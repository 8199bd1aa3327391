import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** So many different ports of 127.0.0.1 nobody listens on at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  return await Promise.all(listeners.map(async (listener) => {
    await once(listener, "listening");
    return (listener.address() as AddressInfo).port;
  })).finally(() =>
    Promise.all(listeners.map(async (listener) => {
      listener.close();
      await once(listener, "close");
    }))
  );
}

/** One of those. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}
