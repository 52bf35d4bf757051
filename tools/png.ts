import { Resvg } from '@resvg/resvg-js';

/** Turns an SVG image into PNG, `scale` times its natural size, with the machine's own fonts. */
export function svgToPng(svg: string, scale = 2): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: {
      loadSystemFonts: true,
      defaultFontFamily: 'DejaVu Sans Mono',
      monospaceFamily: 'DejaVu Sans Mono',
    },
  });
  return image.render().asPng();
}
