import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One address for several stand-ins of AWS. */
export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers a call that no stand-in can, with JSON; undefined: it is for the others. */
export type Own = (operation: string, body: string) => object | undefined;

/**
 * Hands each request to the stand-in that its signature's service is served by.
 *
 * @param services the addresses by service, as a signature names it
 * @param others the address for all other services
 * @param own is asked first
 */
export async function startGateway(
  services: ReadonlyMap<string, string>,
  others: string,
  own: Own = () => undefined,
): Promise<Gateway> {
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { method, headers } = incoming;
      const operation = String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
      const answered = own(operation, body);
      if (answered !== undefined) {
        outgoing
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(answered));
        return;
      }
      const credential = /Credential=[^/]*\/\d*\/[^/]*\/([^/]*)\//.exec(headers.authorization ?? '');
      const target = new URL(incoming.url ?? '/', services.get(credential?.[1] ?? '') ?? others);
      const forwarded = request(target, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.destroy());
      forwarded.end(body);
    });
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
