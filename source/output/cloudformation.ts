import { Document, isScalar, Scalar, type ScalarTag, visit } from 'yaml';
import type { Attachment } from '../account/cases.ts';
import { InputError } from '../base/errors.ts';
import { isObject, JsonNumber, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ResultDocument } from './documents.ts';
import { headLine } from './head-line.ts';
import { fileNames, titleOf, uniqueNames } from './names.ts';
import { notesOn } from './notes.ts';
import { type SetWork, setWorksOf } from './permission-set.ts';
import { refusalsOf } from './refusal.ts';
import type { OutputContext, ProvenPolicy, Rendered } from './result.ts';
import { comments, documentsToPut, pathOf, stepsFor } from './steps.ts';

/**
 * Writes each policy as a CloudFormation template in YAML: a managed policy, or the inline policy of its role, user or
 * group.
 *
 * @throws InputError for a policy with something that CloudFormation would read as a function or reference
 */
export function renderCloudFormation(results: readonly ProvenPolicy[], context: OutputContext): Rendered {
  const names = fileNames(results, '.yaml');
  const works = setWorksOf(results);
  const refusals = refusalsOf(results, works);
  const files = results.flatMap((result, i) => {
    const documents = documentsToPut(result, works.get(result));
    if (documents.length === 0) return [];
    for (const { value } of documents) refuseFunctions(result, value);
    const given = { result, work: works.get(result), refusal: refusals[i] };
    return [{ name: names[i] ?? '', text: template(given, documents, context) }];
  });
  return { files, notes: notesOn(results) };
}

/** The longest logical ID that CloudFormation allows. */
const LONGEST_ID = 255;

interface Given {
  readonly result: ProvenPolicy;
  /** What is done to the policy's permission set, if it has one. */
  readonly work: SetWork | undefined;
  readonly refusal: string | undefined;
}

function template(
  { result, work, refusal }: Given,
  documents: readonly ResultDocument[],
  context: OutputContext,
): string {
  const { case: policyCase } = result.outcome;
  const ids = uniqueNames(
    documents.map(({ name }) => logicalId(name)),
    'Part',
    LONGEST_ID,
  );
  const resources = documents.map((document, i) => [
    ids[i] ?? '',
    work === undefined ? resource(result, document) : setResource(work, document),
  ]);
  const said = [titleOf(policyCase), headLine(result, context)];
  if (refusal !== undefined) said.push(`AWS would refuse it: ${refusal}.`);
  for (const step of stepsFor(result, work)) said.push(step);
  if (work !== undefined)
    said.push(
      'All else of the permission set (its managed policies, session duration and so on) goes beside it.',
    );
  return (
    `${comments(said).join('\n')}\n` +
    yamlOf({
      AWSTemplateFormatVersion: '2010-09-09',
      ...(work !== undefined && work.owner.set?.instanceArn === undefined
        ? { Parameters: { InstanceArn: { Type: 'String' } } }
        : {}),
      Resources: Object.fromEntries(resources),
    })
  );
}

/** Makes a logical ID, which may have only letters and digits. */
function logicalId(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const id = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return id === '' ? 'Policy' : id;
}

const INLINE = {
  role: { type: 'AWS::IAM::RolePolicy', owner: 'RoleName' },
  user: { type: 'AWS::IAM::UserPolicy', owner: 'UserName' },
  group: { type: 'AWS::IAM::GroupPolicy', owner: 'GroupName' },
} as const;

function resource(
  { outcome: { case: policyCase } }: ProvenPolicy,
  { name, value }: ResultDocument,
): JsonObject {
  const attachedTo = policyCase.attachedTo;
  const [owner] = attachedTo;
  if (policyCase.kind === 'inline' && owner !== undefined && owner.kind !== 'permission-set') {
    const { type, owner: key } = INLINE[owner.kind];
    return { Type: type, Properties: { PolicyName: name, [key]: owner.name, PolicyDocument: value } };
  }
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: name,
      // The replacement of an AWS-managed policy is a policy of the account's own, without a path.
      ...(policyCase.kind === 'customer-managed' ? { Path: pathOf(policyCase.arn) } : {}),
      ...attachments('Roles', 'role', attachedTo),
      ...attachments('Users', 'user', attachedTo),
      ...attachments('Groups', 'group', attachedTo),
      PolicyDocument: value,
    },
  };
}

function setResource({ owner: { name, set } }: SetWork, { value }: ResultDocument): JsonObject {
  const InstanceArn = set?.instanceArn ?? { Ref: 'InstanceArn' };
  return { Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn, Name: name, InlinePolicy: value } };
}

function attachments(key: string, kind: Attachment['kind'], attachedTo: readonly Attachment[]): JsonObject {
  const names = attachedTo.filter((each) => each.kind === kind).map(({ name }) => name);
  return names.length === 0 ? {} : { [key]: names };
}

/**
 * Refuses `{"Ref": …}`, `{"Fn::…": …}` and `{{resolve:…}}`: CloudFormation has no way to write them literally
 * (CloudFormation user guide, "Intrinsic function reference" and "dynamic references").
 */
function refuseFunctions({ outcome: { case: policyCase } }: ProvenPolicy, value: JsonValue): void {
  const found = findFunction(value);
  if (found === undefined) return;
  throw new InputError(`CloudFormation would read ${found} in the policy ${titleOf(policyCase)} as its own`, {
    ...(policyCase.file === undefined ? {} : { file: policyCase.file }),
    hint: 'Write it in another format, or take that part out.',
  });
}

function findFunction(value: JsonValue): string | undefined {
  const open: JsonValue[] = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === 'string' && item.includes('{{resolve:')) return item;
    if (Array.isArray(item)) for (const each of item) open.push(each);
    if (!isObject(item)) continue;
    for (const [key, each] of Object.entries(item)) {
      if (key === 'Ref' || key.startsWith('Fn::')) return key;
      open.push(key, each);
    }
  }
  return undefined;
}

/** Texts that need no quotes: readers of every YAML version read them as the same text. */
const PLAIN = /^[A-Za-z](?:[\w*/.+@-]|:(?=[\w*/.+@:-]))*$/;
const NOT_TEXT = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e\d+)$/i;

/** Writes a number letter for letter. */
const NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof JsonNumber,
  createNode: (_, value) => new Scalar(value),
  resolve: (text) => new JsonNumber(text),
  stringify: ({ value }) => String(value),
};

/**
 * Writes YAML that means the same in version 1.1, which CloudFormation uses, and in 1.2: texts that a reader could take
 * for something else are quoted, and everything that is not plain ASCII is escaped.
 */
function yamlOf(value: JsonObject): string {
  const document = new Document(value, { aliasDuplicateObjects: false, customTags: [NUMBER] });
  visit(document, {
    Scalar(_, node: Scalar) {
      if (!isScalar(node) || typeof node.value !== 'string') return;
      node.type = PLAIN.test(node.value) && !NOT_TEXT.test(node.value) ? 'PLAIN' : 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replace(/[^\n\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
