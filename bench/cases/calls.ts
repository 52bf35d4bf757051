import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase } from '../case.ts';
import { workedExample } from '../inputs.ts';
import { type Answered, builtProgram, canPin, inFolder, requireBuilt, timeAnswers } from '../process.ts';
import { summaryOf } from '../statistics.ts';

const CALLS = 1_000_000;

export const calls: BenchCase = {
  name: 'calls',
  what: 'coppice replay, a log of a million calls, and a program that parses and prints each line',
  async run(effort) {
    requireBuilt();
    return inFolder(async (home) => {
      const log = join(home, 'log.jsonl');
      writeLog(log);
      const inputs = [workedExample('policy.json'), workedExample('finding.json')];
      const replaying: Answered[] = [];
      const echoing: Answered[] = [];
      for (let round = 0; round < Math.max(1, Math.round(effort)); round++) {
        replaying.push(await timeAnswers([builtProgram, 'replay', ...inputs, '--calls', '-'], home, log));
        echoing.push(await timeAnswers([join(import.meta.dirname, '..', 'echo.ts')], home, log));
      }
      const seconds = summaryOf(replaying.map(({ time }) => time / 1_000));
      const peak = summaryOf(replaying.map(({ memory }) => Math.max(...memory)));
      return {
        measured: [
          { label: 'coppice replay', unit: 'lines/s', summary: summaryOf(replaying.map(rateOf)) },
          { label: 'parse and print', unit: 'lines/s', summary: summaryOf(echoing.map(rateOf)) },
          { label: 'coppice replay, peak memory', unit: 'MB', summary: peak },
        ],
        goals: [
          { what: '`replay` of a million calls, seconds', value: seconds.median, limit: 60 },
          { what: '`replay` of a million calls, megabytes at most', value: peak.most, limit: 300 },
        ],
        notes: [canPin ? 'on one core' : 'on all cores: there is no taskset here'],
      };
    });
  },
};

function rateOf({ time }: Answered): number {
  return CALLS / (time / 1_000);
}

/** Calls that the refined policy allows, so that the exit code is 0. */
const OPERATIONS = [
  ['s3', 'GetObject'],
  ['s3', 'HeadObject'],
  ['s3', 'ListBuckets'],
  ['lambda', 'Invoke'],
  ['sts', 'GetCallerIdentity'],
] as const;

/** Events as long as CloudTrail's mostly are, of fifty roles. */
function writeLog(path: string): void {
  const file = openSync(path, 'w');
  for (let id = 0; id < CALLS; id += 1_000) {
    writeSync(file, Array.from({ length: 1_000 }, (_, i) => `${JSON.stringify(eventOf(id + i))}\n`).join(''));
  }
  closeSync(file);
}

function eventOf(id: number): object {
  const [service, eventName] = OPERATIONS[id % OPERATIONS.length] ?? OPERATIONS[0];
  const role = id % 50 === 0 ? 'MyRole' : `Role${id % 50}`;
  const account = '123456789012';
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEEXAMPLE:session-${id}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/session-${id}`,
      accountId: account,
      accessKeyId: 'ASIAEXAMPLEEXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEEXAMPLE',
          arn: `arn:aws:iam::${account}:role/${role}`,
          accountId: account,
          userName: role,
        },
        attributes: { creationDate: '2026-05-01T06:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: new Date(Date.UTC(2026, 4, 1) + id * 1_000).toISOString().replace('.000', ''),
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-central-1',
    sourceIPAddress: '203.0.113.10',
    userAgent: '[aws-sdk-java/2.20.26 Linux/5.10.177 OpenJDK_64-Bit_Server_VM/17.0.7 Java/17.0.7 io/sync]',
    requestParameters: { bucketName: 'a-bucket', key: `some/long/key/with/parts/${id}.parquet` },
    responseElements: null,
    additionalEventData: { SignatureVersion: 'SigV4', bytesTransferredIn: 0, bytesTransferredOut: 1_234 },
    requestID: `REQUEST${id}`,
    eventID: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
    readOnly: true,
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::a-bucket/some/long/key' }],
    eventType: 'AwsApiCall',
    managementEvent: false,
    recipientAccountId: account,
    eventCategory: 'Data',
  };
}
