import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountCase } from '../../source/account/cases.ts';
import type { JsonObject } from '../../source/base/json.ts';
import { renderAwsCli } from '../../source/output/aws-cli/aws-cli.ts';
import { renderCloudFormation } from '../../source/output/cloudformation.ts';
import { setWorksOf } from '../../source/output/permission-set.ts';
import { withQuotaNotes } from '../../source/output/quota-notes.ts';
import type { ProvenPolicy } from '../../source/output/result.ts';
import { renderTerraform } from '../../source/output/terraform.ts';
import { forAll } from '../model/runs.ts';
import { context, POLICY, reviewed, USED, WHOLLY_UNUSED } from './support/reviewed.ts';

const ONE = '111122223333';
const TWO = '444455556666';
const ARN = 'arn:aws:sso:::permissionSet/ssoins-1/ps-2';
const set = {
  kind: 'permission-set',
  name: 'Ops',
  arn: ARN,
  set: {
    arn: ARN,
    instanceArn: 'arn:aws:sso:::instance/ssoins-1',
    roles: [ONE, TWO].map((account) => ({ account, name: 'AWSReservedSSO_Ops_0123456789abcdef' })),
  },
} as const;
const role = { kind: 'role', name: 'ci', arn: `arn:aws:iam::${ONE}:role/ci` } as const;

const inline = (policy: JsonObject): ProvenPolicy =>
  reviewed({ policy, facts: { kind: 'inline', name: 'AwsSSOInlinePolicy', attachedTo: [set] } });
const aws = (name: string, policy: JsonObject): ProvenPolicy =>
  reviewed({
    policy,
    facts: { kind: 'aws-managed', name, arn: `arn:aws:iam::aws:policy/${name}`, attachedTo: [set] },
  });
const own = (
  account: string,
  policy: JsonObject,
  attachedTo: AccountCase['attachedTo'] = [set],
): ProvenPolicy =>
  reviewed({
    policy,
    facts: {
      kind: 'customer-managed',
      name: 'team',
      arn: `arn:aws:iam::${account}:policy/a/team`,
      account,
      attachedTo,
    },
  });

const namesOf = ({ files }: { files: readonly { name: string }[] }): string[] =>
  files.map(({ name }) => name);

/** A policy whose result has about so many characters. */
const sized = (characters: number): JsonObject => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['svc:Get*', 'svc:PutBeta'], Resource: 'x'.repeat(characters - 120) },
  ],
});

describe('what is done to a permission set', () => {
  const statement = fc.record(
    {
      Sid: fc.constantFrom('A', 'B', 'Reading'),
      Effect: fc.constant('Allow'),
      Action: fc.constantFrom('svc:Get*', 'svc:PutBeta', 'other:*', ['svc:Put*', 'other:Run']),
      Resource: fc.constantFrom('*', ['a', 'b']),
    },
    { requiredKeys: ['Effect', 'Action', 'Resource'] },
  );
  const policy = fc.record({
    Version: fc.constant('2012-10-17'),
    Statement: fc.oneof(
      statement,
      fc.uniqueArray(statement, { minLength: 1, maxLength: 3, selector: (x) => x.Sid ?? x }),
    ),
  }) as unknown as fc.Arbitrary<JsonObject>;

  forAll(
    'its inline policy says what is left of it and of its AWS-managed policies that change, and nothing else',
    fc.property(fc.option(policy, { nil: undefined }), fc.array(policy, { maxLength: 3 }), (one, others) => {
      const ofInline = one === undefined ? [] : [inline(one)];
      const managed = others.map((each, i) => aws(`M${i}`, each));
      const work = setWorksOf([...managed, ...ofInline]).get(ofInline[0] ?? (managed[0] as ProvenPolicy));
      const isChanged = ({ outcome }: ProvenPolicy): boolean => outcome.text !== outcome.case.policy.text;
      const moved = managed.filter(isChanged);
      const said = (document: JsonObject | null | undefined): unknown[] =>
        [document?.['Statement'] ?? []].flat().map((each) => ({ ...(each as JsonObject), Sid: undefined }));
      if (one === undefined && moved.length === 0) return;
      const first = work ?? setWorksOf(moved).get(moved[0] as ProvenPolicy);
      expect(said(first?.document?.value)).toEqual(
        [...ofInline, ...moved].flatMap(({ outcome }) => said(outcome.value)),
      );
      expect(first?.detached).toEqual(moved.map(({ outcome }) => outcome.case.arn));
      const sids = [first?.document?.value['Statement'] ?? []]
        .flat()
        .flatMap((each) => (each as { Sid?: string }).Sid ?? []);
      expect(new Set(sids).size).toBe(sids.length);
      if (first?.document !== undefined)
        expect(JSON.parse(first.document.text)).toEqual(first.document.value);
    }),
  );

  test('is one script, one resource and one template; the others say where they are', () => {
    const results = [
      inline(POLICY),
      aws('View', { ...POLICY, Id: 'x' }),
      aws('Gone', WHOLLY_UNUSED),
      aws('Used', USED),
    ];
    const { files, notes } = renderAwsCli(results, context);
    expect(namesOf({ files })).toEqual(['Ops.AwsSSOInlinePolicy.sh']);
    expect(files[0]?.text).toContain("detached='arn:aws:iam::aws:policy/View arn:aws:iam::aws:policy/Gone'");
    expect(notes.join('\n')).toMatch(
      /View: put in place together with .*Gone: put in place.*Used: unchanged/s,
    );
    const terraform = renderTerraform(results, { ...context, wire: true });
    const text = terraform.files.map((file) => file.text).join('');
    expect(text.match(/^resource .*$/gm)).toEqual([
      'resource "aws_ssoadmin_permission_set_inline_policy" "permission_set_Ops__AwsSSOInlinePolicy" {',
    ]);
    expect(text.match(/statement \{/g)).toHaveLength(6);
    expect(text).toContain('take arn:aws:iam::aws:policy/View from it');
    expect(text).toContain('# Nothing of it goes: it stays attached as it is.');
    const [template, ...more] = renderCloudFormation(results, context).files;
    expect(more).toEqual([]);
    expect(template?.text.match(/Effect:/g)).toHaveLength(6);
  });

  test('a set without an inline policy gets one: there is nothing to import', () => {
    const results = [aws('View', POLICY)];
    expect(renderAwsCli(results, context).files[0]?.text).toMatch(/reviewed\)\ncat <<'POLICY'\n\nPOLICY\n/);
    const [file] = renderTerraform(results, { ...context, wire: true }).files;
    expect(file?.text).toContain('resource "aws_ssoadmin_permission_set_inline_policy"');
    expect(file?.text).not.toMatch(/^import/m);
    expect(renderCloudFormation(results, context).files[0]?.text).toContain('AWS::SSO::PermissionSet');
  });

  test('a set of which nobody knows whether it has an inline policy is left alone: nothing is overwritten', () => {
    const unknown = { ...set, set: { ...set.set, inlineUnknown: true } } as const;
    const arn = 'arn:aws:iam::aws:policy/View';
    const facts = { kind: 'aws-managed', name: 'View', arn, attachedTo: [unknown] } as const;
    const results = [reviewed({ policy: POLICY, facts })];
    expect(renderAwsCli(results, context).files[0]?.text).toMatch(
      /do not say what inline policy .*This script does nothing/s,
    );
    const [file] = renderTerraform(results, { ...context, wire: true }).files;
    expect(file?.text).not.toMatch(/^resource/m);
    expect(file?.text).toContain('get-inline-policy-for-permission-set');
    expect(renderCloudFormation(results, context).files).toEqual([]);
  });

  test('is over the quota together, which is said, and not done', () => {
    const results = withQuotaNotes([inline(sized(20_000)), aws('View', sized(14_000))]);
    expect(results.flatMap(({ notes }) => notes ?? []).join()).toMatch(
      /the inline policy of the permission set Ops comes to 3\d,\d{3} characters, and 32,768 are allowed/,
    );
    const { files } = renderAwsCli(results, context);
    expect(files[0]?.text).toMatch(/This script does nothing/);
    expect(files[0]?.text).toMatch(/would come to 3\d,\d{3} characters of 32,768/);
  });

  test('white space counts there: it goes where there is no room for it', () => {
    const long = { ...sized(32_600), Statement: [...(sized(32_600)['Statement'] as [])] };
    const result = reviewed({
      policy: `${JSON.stringify(long, null, 40)}\n`,
      facts: { kind: 'inline', name: 'AwsSSOInlinePolicy', attachedTo: [set] },
    });
    expect(result.outcome.text?.length).toBeGreaterThan(32_768);
    const work = setWorksOf([result]).get(result);
    expect(work?.refusal).toBeUndefined();
    expect(work?.document?.text.length).toBeLessThan(32_768);
    expect(work?.before?.length).toBeLessThan(32_768);
    expect(JSON.parse(work?.document?.text ?? '')).toEqual(result.outcome.value);
  });

  test('a customer-managed policy is taken from it only if nothing of it is used in any account', () => {
    const both = renderAwsCli([own(ONE, WHOLLY_UNUSED), own(TWO, WHOLLY_UNUSED)], context);
    expect(namesOf(both)).toEqual(['permission-sets/Ops.team.sh']);
    expect(both.files[0]?.text).toContain('detached=/a/team\n');
    const one = renderAwsCli([own(ONE, WHOLLY_UNUSED), own(TWO, POLICY)], context);
    expect(namesOf(one)).toEqual([
      `${ONE}/Ops.team.sh`,
      `${TWO}/Ops.team.sh`,
      `${ONE}/run-all.sh`,
      `${TWO}/run-all.sh`,
    ]);
    expect(one.files[0]?.text).toContain('This script does nothing');
    const shared = renderAwsCli([own(ONE, WHOLLY_UNUSED, [set, role])], context);
    expect(shared.files[0]?.text).toContain('it is attached to others or used in another account');
  });

  test('a customer-managed policy that has to be split is not attached to the role that the set made', () => {
    const large: JsonObject = {
      Version: '2012-10-17',
      Statement: [1, 2, 3].map((i) => ({
        Effect: 'Allow',
        Action: 'svc:Get*',
        Resource: `${'x'.repeat(2500)}${i}`,
      })),
    };
    const [file] = renderAwsCli([own(ONE, large)], context).files;
    expect(file?.text).toContain('create team-2 in each account of the set');
    expect(file?.text).toContain('This script does nothing');
    const wired = renderTerraform([own(ONE, large)], { ...context, wire: true }).files[0]?.text;
    expect(wired).toContain('# The permission set Ops is to refer to it by its name');
    expect(wired).not.toContain('AWSReservedSSO');
  });
});

describe('several accounts', () => {
  const app = (account: string): ProvenPolicy =>
    reviewed({
      policy: POLICY,
      facts: {
        kind: 'inline',
        name: 'queue',
        account,
        attachedTo: [{ kind: 'role', name: 'app', arn: `arn:aws:iam::${account}:role/app` }],
      },
    });

  test('what is put in place a folder at a time has a folder an account, and one for the sets', () => {
    const results = [app(ONE), app(TWO), inline(POLICY)];
    expect(namesOf(renderAwsCli(results, context))).toEqual([
      `${ONE}/app.queue.sh`,
      `${TWO}/app.queue.sh`,
      'permission-sets/Ops.AwsSSOInlinePolicy.sh',
      `${ONE}/run-all.sh`,
      `${TWO}/run-all.sh`,
      'permission-sets/run-all.sh',
    ]);
    // A name of Terraform depends on the policy alone.
    expect(namesOf(renderTerraform(results, { ...context, wire: true }))).toEqual([
      `${ONE}/role_app__queue.tf`,
      `${TWO}/role_app__queue.tf`,
      'permission-sets/permission_set_Ops__AwsSSOInlinePolicy.tf',
      `${ONE}/account.tf`,
      `${TWO}/account.tf`,
    ]);
    expect(namesOf(renderTerraform([app(ONE)], context))).toEqual(['role_app__queue.tf']);
    expect(namesOf(renderCloudFormation(results, context))).toEqual([
      `${ONE}.app.queue.yaml`,
      `${TWO}.app.queue.yaml`,
      'Ops.AwsSSOInlinePolicy.yaml',
    ]);
  });
});
