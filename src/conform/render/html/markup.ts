import { escapeMarkup } from '../escape-markup.ts'

/** A piece of a page that is HTML already. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type MarkupPart = string | number | Markup | undefined | readonly MarkupPart[]

/** A piece of a page: what stands in the template is HTML, what is put into it is text, unless it was made by `html` itself. */
export function html(pieces: TemplateStringsArray, ...parts: readonly MarkupPart[]): Markup {
  return new Markup(pieces.map((piece, at) => piece + toText(parts[at])).join(''))
}

function toText(part: MarkupPart): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part))
  return part.map(toText).join('')
}
