import { visible } from '../../base/visible.ts';

/** A piece of HTML, as opposed to a text that has yet to be escaped. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = string | number | Html | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Makes HTML from a template. Values are texts, made visible and escaped for element content and quoted attributes,
 * unless they are HTML already. Lists are joined.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.reduce((text, part, i) => text + written(values[i - 1] ?? '') + part) };
}

function written(value: HtmlValue): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return visible(value).replace(/[&<>"']/g, (each) => ENTITIES[each] ?? '');
  return isList(value) ? value.map(written).join('') : value.html;
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
