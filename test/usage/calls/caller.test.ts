import { expect, test } from 'vitest';
import { callerName, callerOf } from '../../../source/usage/calls/caller.ts';
import type { Identity } from '../../../source/usage/calls/event.ts';

const ROLE = 'arn:aws:iam::123456789012:role/app/Web';
const USER = 'arn:aws:iam::123456789012:user/bob';

test.each<[string, Identity, string, string]>([
  [
    'a session of a role',
    {
      type: 'AssumedRole',
      arn: 'arn:aws:sts::123456789012:assumed-role/Web/i-1',
      issuer: ROLE,
      issuerType: 'Role',
    },
    'principal',
    ROLE,
  ],
  [
    'a session of which only the session is known',
    { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Web/i-1' },
    'principal',
    'role Web in 123456789012',
  ],
  ['a user', { type: 'IAMUser', arn: USER, name: 'bob' }, 'principal', USER],
  [
    'a federated user, who has at most what the user has who asked',
    {
      type: 'FederatedUser',
      arn: 'arn:aws:sts::123456789012:federated-user/Al',
      issuer: USER,
      issuerType: 'IAMUser',
    },
    'principal',
    USER,
  ],
  ['a service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'service', 'config.amazonaws.com'],
  [
    'a role on whose behalf a service calls',
    { type: 'AssumedRole', issuer: ROLE, invokedBy: 'cloudformation.amazonaws.com' },
    'principal',
    ROLE,
  ],
  [
    'the root user',
    { type: 'Root', arn: 'arn:aws:iam::123456789012:root', account: '123456789012' },
    'root',
    '123456789012',
  ],
  [
    'a session of the root user',
    {
      type: 'AssumedRole',
      arn: 'arn:aws:iam::123456789012:root',
      issuer: 'arn:aws:iam::123456789012:root',
      issuerType: 'Root',
    },
    'root',
    '123456789012',
  ],
  ['another account', { type: 'AWSAccount', account: '999999999999' }, 'account', '999999999999'],
  [
    'a person who takes a role by the web',
    { type: 'WebIdentityUser', name: 'al@example.com' },
    'federated',
    'al@example.com',
  ],
  ['a person who takes a role by SAML', { type: 'SAMLUser', name: 'al' }, 'federated', 'al'],
  ['nothing at all', {}, 'unknown', 'nobody'],
])('%s', (_, identity, kind, name) => {
  const caller = callerOf(identity);
  expect([caller.kind, callerName(caller)]).toEqual([kind, name]);
});
