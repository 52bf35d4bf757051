import { InputError } from '../base/errors.ts';
import type { OutputFormat } from '../output/format.ts';
import type { OutputContext, Rendered, Renderer, ReviewedPolicy } from '../output/result.ts';

/** What writes each format; loaded only when it is wanted, since some bring a library. */
const RENDERERS: Partial<Readonly<Record<OutputFormat, () => Promise<Renderer>>>> = {
  json: async () => (await import('../output/json.ts')).renderJson,
  diff: async () => (await import('../output/unified-diff.ts')).renderDiff,
  'access-analyzer': async () => (await import('../output/access-analyzer.ts')).renderRecommendations,
  terraform: async () => (await import('../output/terraform.ts')).renderTerraform,
  cloudformation: async () => (await import('../output/cloudformation.ts')).renderCloudFormation,
  'aws-cli': async () => (await import('../output/aws-cli/aws-cli.ts')).renderAwsCli,
};

/** Gets the writer of a format. */
export async function loadRenderer(format: OutputFormat): Promise<Renderer> {
  const load = RENDERERS[format];
  if (load === undefined) throw new InputError(`${format} cannot be written yet`);
  return load();
}

/** Writes results in a format. */
export async function render(
  format: OutputFormat,
  results: readonly ReviewedPolicy[],
  context: OutputContext,
): Promise<Rendered> {
  return (await loadRenderer(format))(results, context);
}
