import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Keep } from '../../../source/aws/keep.ts';
import type { Patience } from '../../../source/aws/patience.ts';
import { type AwsSession, openSession, type SessionOptions } from '../../../source/aws/session.ts';
import type { JsonObject } from '../../../source/base/json.ts';
import { type FakeAws, type FakeAwsOptions, startFakeAws } from './fake-aws.ts';

/** Jobs of the fake are done when they are asked after for the second time. */
export const IMPATIENT: Patience = { first: 1, most: 1, times: 3, between: 1 };

/** A fake that is there until the test ends, with the environment that leads the SDK to it and nowhere else. */
export async function fakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const aws = await startFakeAws(options);
  onTestFinished(() => aws.close());
  stubAwsEnvironment({ AWS_ENDPOINT_URL: aws.url });
  return aws;
}

/** An environment in which the SDK finds what is given here, and nothing of this machine's. */
export function stubAwsEnvironment(more: Readonly<Record<string, string | undefined>> = {}): void {
  const folder = mkdtempSync(join(tmpdir(), 'coppice-aws-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const environment: Readonly<Record<string, string | undefined>> = {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: undefined,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: undefined,
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    // The address of the instance's metadata is not on this machine.
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
    AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
    // A port of this machine where nobody answers: what is asked by mistake does not leave it.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ENDPOINT_URL_IAM: undefined,
    AWS_ENDPOINT_URL_ACCESSANALYZER: undefined,
    AWS_MAX_ATTEMPTS: undefined,
    ...more,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** A session as `coppice pull` has it. */
export function session(options: Partial<SessionOptions> = {}): Promise<AwsSession> {
  return openSession({ version: '1.0.0', ...options });
}

/** What a pull has read, in memory. */
export function keeper(): Keep & { readonly files: Map<string, JsonObject> } {
  const files = new Map<string, JsonObject>();
  return {
    files,
    read: (name) => files.get(name),
    // Through text, as files are.
    write: (name, value) => void files.set(name, JSON.parse(JSON.stringify(value))),
  };
}

/** What was kept, as the files that the other commands read. */
export function inputFiles(
  files: ReadonlyMap<string, JsonObject>,
): { name: string; text: string; found: true }[] {
  return [...files].map(([name, value]) => ({ name, text: JSON.stringify(value), found: true }));
}
