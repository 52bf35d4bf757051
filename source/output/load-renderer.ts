import type { OutputFormat } from './format.ts';
import { renderJson } from './json.ts';
import type { Renderer } from './result.ts';

/** Loads what one format needs and nothing else: JSON, the usual one, needs neither YAML nor reports. */
export async function loadRenderer(format: OutputFormat): Promise<Renderer> {
  switch (format) {
    case 'json':
      return renderJson;
    case 'diff':
      return (await import('./unified-diff.ts')).renderDiff;
    case 'access-analyzer':
      return (await import('./access-analyzer.ts')).renderRecommendations;
    case 'terraform':
      return (await import('./terraform.ts')).renderTerraform;
    case 'cloudformation':
      return (await import('./cloudformation.ts')).renderCloudFormation;
    case 'aws-cli':
      return (await import('./aws-cli/aws-cli.ts')).renderAwsCli;
    case 'markdown':
      return (await import('./report/markdown.ts')).renderMarkdown;
    case 'html':
      return (await import('./report/html.ts')).renderHtml;
  }
}
