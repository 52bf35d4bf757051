import { expect, test } from 'vitest';
import { CallsCounter } from '../../../source/usage/calls/seen.ts';

/** How calls that ended so are counted. */
function counted(error: string | undefined): { readonly calls: number; readonly denied: number } | undefined {
  const needs = { of: () => ({ kind: 'actions', actions: ['s3:GetObject'] }) as const };
  const counter = new CallsCounter(needs, () => true);
  counter.add({
    source: 's3.amazonaws.com',
    name: 'GetObject',
    identity: { type: 'AssumedRole', issuer: 'arn:aws:iam::123456789012:role/app' },
    ...(error === undefined ? {} : { error }),
  });
  const [operation] = counter.result().principals[0]?.operations ?? [];
  return operation && { calls: operation.calls, denied: operation.denied };
}

test.each([
  'AccessDenied',
  'AccessDeniedException',
  'VpceAccessDenied',
  'UnauthorizedOperation',
  'Client.UnauthorizedOperation',
  'UnauthorizedException',
  'NotAuthorizedException',
  'AuthorizationError',
])('a call that ended with %s was denied', (error) => {
  expect(counted(error)).toEqual({ calls: 0, denied: 1 });
});

test.each([
  undefined,
  'NoSuchBucket',
  'ThrottlingException',
  'ValidationException',
  'Client.InvalidInstanceID.NotFound',
])('a call that ended with %s was let through', (error) => {
  expect(counted(error)).toEqual({ calls: 1, denied: 0 });
});
