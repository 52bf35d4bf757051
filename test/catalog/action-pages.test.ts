import { expect, test } from 'vitest';
import { actionPages, bundledCatalogsFolder } from '../../source/catalog/bundled.ts';

const PAGES = 'https://docs.aws.amazon.com/service-authorization/latest/reference/';

test.each([
  ['s3:GetObject', 'list_amazons3.html#amazons3-GetObject'],
  ['IAM:PassRole', 'list_awsidentityandaccessmanagementiam.html#awsidentityandaccessmanagementiam-PassRole'],
  ['sso:CreateApplication', 'list_awsiamidentitycenter.html#awsiamidentitycenter-CreateApplication'],
])("AWS's page of %s", (action, page) => {
  expect(actionPages(bundledCatalogsFolder())(action)).toBe(PAGES + page);
});

test('of a service that came later no page is known', () => {
  expect(actionPages(bundledCatalogsFolder())('newservice:DoIt')).toBeUndefined();
});
