import { renderRecommendations } from './access-analyzer.ts';
import { renderAwsCli } from './aws-cli/aws-cli.ts';
import { renderCloudFormation } from './cloudformation.ts';
import type { OutputFormat } from './format.ts';
import { renderJson } from './json.ts';
import { renderHtml } from './report/html.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { OutputContext, Rendered, Renderer, ReviewedPolicy } from './result.ts';
import { renderTerraform } from './terraform.ts';
import { renderDiff } from './unified-diff.ts';

const RENDERERS: Readonly<Record<OutputFormat, Renderer>> = {
  json: renderJson,
  diff: renderDiff,
  'access-analyzer': renderRecommendations,
  terraform: renderTerraform,
  cloudformation: renderCloudFormation,
  'aws-cli': renderAwsCli,
  markdown: renderMarkdown,
  html: renderHtml,
};

/**
 * Writes results in a format. Loads what all formats need; who knows the format beforehand has `loadRenderer`.
 *
 * @throws InputError for a policy that the format cannot hold: see the formats
 */
export function renderResults(
  format: OutputFormat,
  results: readonly ReviewedPolicy[],
  context: OutputContext,
): Rendered {
  return RENDERERS[format](results, context);
}
