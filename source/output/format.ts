/** The formats of results. `json` is the policy itself; the others are made from it or report about it. */
export type OutputFormat =
  | 'json'
  | 'diff'
  | 'access-analyzer'
  | 'terraform'
  | 'cloudformation'
  | 'aws-cli'
  | 'markdown'
  | 'html';

/** A format with a line that describes it. */
export interface FormatChoice {
  readonly format: OutputFormat;
  readonly label: string;
}

/** All formats, the default first. */
export const OUTPUT_FORMATS: readonly FormatChoice[] = [
  { format: 'json', label: 'the policy as JSON, laid out as its source' },
  { format: 'diff', label: 'a unified diff' },
  { format: 'access-analyzer', label: 'recommended steps, as Access Analyzer writes them' },
  { format: 'terraform', label: 'Terraform: aws_iam_policy_document' },
  { format: 'cloudformation', label: 'CloudFormation, YAML' },
  { format: 'aws-cli', label: 'a shell script for the AWS CLI, with the way back' },
  { format: 'markdown', label: 'a report for a pull request' },
  { format: 'html', label: 'a report with the tree as a picture, in one file' },
];
