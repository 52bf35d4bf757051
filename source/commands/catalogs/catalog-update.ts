import { download } from '../../aws/download.ts';
import { InputError } from '../../base/errors.ts';
import { thousands } from '../../base/words.ts';
import { type ReferenceService, readReferenceIndex, readReferenceService } from '../../catalog/reference.ts';
import type { CatalogOptions } from '../catalog.ts';
import { Interrupted, interruptible } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { progressOn } from '../terminal/progress.ts';
import { voiceOf } from '../writing/report.ts';
import { storeReference } from './catalog-store.ts';

/** The address of AWS's service reference (Service Authorization Reference, "Simplified AWS service information"). */
const AWS = 'https://servicereference.us-east-1.amazonaws.com/';

/**
 * `coppice catalog update`: reads AWS's service reference into the user's folder. If anything goes wrong, the existing
 * catalogues stay as they are.
 */
export async function updateCatalog(options: CatalogOptions, io: Io): Promise<number> {
  const base = baseUrl(io.env['COPPICE_SERVICE_REFERENCE_URL']);
  const progress = progressOn(io, options.quiet === true);
  let reference: readonly ReferenceService[];
  try {
    reference = await interruptible((signal) => readReference(base, signal, (text) => progress.say(text)));
  } catch (error) {
    progress.end();
    if (!(error instanceof Interrupted)) throw error;
    voiceOf(io, options).done('stopped; the catalogues stay as they were');
    return error.exitCode;
  }
  progress.end();
  const date = io.now().toISOString().slice(0, 10);
  return storeReference({ reference, date, isWhole: true, source: base.href }, options, io);
}

async function readReference(
  base: URL,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<readonly ReferenceService[]> {
  say(`reading ${base.href}`);
  const [index = []] = await download([base], readReferenceIndex, { signal });
  const urls = index.map(({ service, url }) => fileUrl(url, service, base));
  const expected = new Map(index.map(({ service }, i) => [urls[i]?.href, service]));
  let done = 0;
  return download(
    urls,
    (value, url) => {
      const read = readReferenceService(value, url);
      const wanted = expected.get(url);
      if (read.service !== wanted) {
        throw new InputError(`this should be about ${wanted}, but it is about ${read.service}`, {
          file: url,
        });
      }
      return read;
    },
    { signal, onFile: () => say(`${thousands(++done)} of ${thousands(urls.length)} services`) },
  );
}

function baseUrl(given: string | undefined): URL {
  const url = URL.parse(given ?? AWS);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') {
    if (!url.pathname.endsWith('/') && !url.pathname.endsWith('.json')) url.pathname += '/';
    return url;
  }
  throw new InputError(`COPPICE_SERVICE_REFERENCE_URL is not a web address: ${given ?? ''}`, {
    hint: `Give one such as ${AWS}, or unset it.`,
  });
}

/**
 * The address of a service's file: the one that the list names, or the same path on the copy that is read instead of
 * AWS's. No other host is asked, whatever the list says.
 */
function fileUrl(given: string, service: string, base: URL): URL {
  const url = URL.parse(given, base.href);
  if (url?.host === new URL(AWS).host) return new URL(`.${url.pathname}`, base);
  if (url !== null && url.origin === base.origin) return url;
  throw new InputError(`the file of ${service} is somewhere else, at ${given}; it is not read`, {
    file: base.href,
  });
}
