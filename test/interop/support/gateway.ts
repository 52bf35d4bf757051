import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One address for several stand-ins of AWS. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Hands each request to the stand-in that its signature's service is served by.
 *
 * @param services the addresses by service, as a signature names it
 * @param others the address for all other services
 */
export async function startGateway(services: ReadonlyMap<string, string>, others: string): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => {
    const [, service = ''] =
      /Credential=[^/]*\/\d*\/[^/]*\/([^/]*)\//.exec(incoming.headers.authorization ?? '') ?? [];
    const target = new URL(incoming.url ?? '/', services.get(service) ?? others);
    const { method, headers } = incoming;
    const forwarded = request(target, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
