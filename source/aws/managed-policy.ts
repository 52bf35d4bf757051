import { GetPolicyCommand, GetPolicyVersionCommand, ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import type { JsonObject } from '../base/json.ts';
import { type Keep, kept } from './keep.ts';
import { marker, pages, required } from './pages.ts';
import { plain } from './plain.ts';
import type { AwsSession } from './session.ts';

const AWS_MANAGED = /^arn:[^:]*:iam::aws:policy\//;

/** Reads a managed policy with the document in force, as get-account-authorization-details has it. */
export async function readManagedPolicy(arn: string, session: AwsSession, keep: Keep): Promise<void> {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const file = AWS_MANAGED.test(arn) ? `policies/aws/${name}.json` : `policies/${name}.json`;
  await kept(keep, file, async () => ({ Policies: [await ask(arn, session)], IsTruncated: false }));
}

async function ask(arn: string, { iam, http }: AwsSession): Promise<JsonObject> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }), http);
  const policy = required(Policy, 'Policy');
  const id = required(policy.DefaultVersionId, 'DefaultVersionId');
  const answer = await iam.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: id }), http);
  const inForce = required(answer.PolicyVersion, 'PolicyVersion');
  const versions: object[] = [inForce];
  // The number of versions tells whether one more fits; nobody adds versions to an AWS-managed policy.
  if (!AWS_MANAGED.test(arn)) {
    const list = pages(
      (Marker) => iam.send(new ListPolicyVersionsCommand({ PolicyArn: arn, Marker }), http),
      marker,
    );
    for await (const page of list) {
      const others = required(page.Versions, 'Versions').filter(({ VersionId }) => VersionId !== id);
      for (const each of others) versions.push(each);
    }
  }
  return plain({ ...policy, PolicyVersionList: versions });
}
