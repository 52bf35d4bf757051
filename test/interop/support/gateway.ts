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
 * Hands each request to the stand-in that its signature's service is served by. The ARNs of permission sets are AWS's on
 * this side, `…:permissionSet/ssoins-…/ps-…`; moto's are `…:instance/ssoins-…/ps-…`.
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
      const asked = body.replaceAll(/:permissionSet(?=\/[^/"]+\/ps-)/g, ':instance');
      const length = { 'content-length': String(Buffer.byteLength(asked)) };
      const forwarded = request(target, { method, headers: { ...headers, ...length } }, (answer) => {
        if (credential?.[1] !== 'sso') {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        void text(answer).then((said) => {
          outgoing
            .writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] })
            .end(said.replaceAll(/:instance(?=\/[^/"]+\/ps-)/g, ':permissionSet'));
        });
      });
      forwarded.on('error', () => outgoing.destroy());
      forwarded.end(asked);
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

/**
 * What moto lacks: it provisions at once, and does not tell in which accounts a set is behind. Here it takes a while,
 * and a set is behind from a change to the end of the next provisioning.
 *
 * @param fails whether the provisioning in hand ends in a failure, asked at its end
 */
export function provisioning(fails: () => boolean = () => false): Own {
  let isBehind = false;
  const status = (Status: string, FailureReason?: string): object => ({
    PermissionSetProvisioningStatus: {
      RequestId: '00000000-0000-0000-0000-000000000000',
      Status,
      FailureReason,
    },
  });
  return (operation, body) => {
    if (/^(?:Put|Delete|Attach|Detach)/.test(operation)) isBehind = true;
    if (operation === 'ProvisionPermissionSet') return status('IN_PROGRESS');
    if (operation === 'DescribePermissionSetProvisioningStatus') {
      if (fails()) return status('FAILED', 'the account is closed');
      isBehind = false;
      return status('SUCCEEDED');
    }
    return body.includes('LATEST_PERMISSION_SET_NOT_PROVISIONED')
      ? { AccountIds: isBehind ? ['123456789012'] : [] }
      : undefined;
  };
}
