import { renderRecommendations } from './access-analyzer.ts';
import { renderAwsCli } from './aws-cli/aws-cli.ts';
import type { OutputFormat } from './format.ts';
import { renderJson } from './json.ts';
import { renderHtml } from './report/html.ts';
import { renderMarkdown } from './report/markdown.ts';
import type { Renderer } from './result.ts';
import { renderTerraform } from './terraform.ts';
import { renderDiff } from './unified-diff.ts';

/** The renderer of a format. The library for YAML is loaded only for the format that needs it. */
export async function loadRenderer(format: OutputFormat): Promise<Renderer> {
  switch (format) {
    case 'json':
      return renderJson;
    case 'diff':
      return renderDiff;
    case 'access-analyzer':
      return renderRecommendations;
    case 'terraform':
      return renderTerraform;
    case 'cloudformation':
      return (await import('./cloudformation.ts')).renderCloudFormation;
    case 'aws-cli':
      return renderAwsCli;
    case 'markdown':
      return renderMarkdown;
    case 'html':
      return renderHtml;
  }
}
