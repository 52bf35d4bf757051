/** The size of a policy as IAM counts it for its quotas: all characters but white space. */
export function quotaSize(text: string): number {
  return text.replace(/\s+/g, '').length;
}
