import { scrubText } from '../detect/scrub-text.ts'
import { classifyName } from '../name-class.ts'
import type { Place, ScrubRun } from '../scrub-run.ts'
import { readEntities, respell, writeEntities } from '../spelling.ts'
import { actOnValue, findRule, scrubNamed } from './named-value.ts'

const markup =
  /<!\[CDATA\[([\s\S]{0,4000}?)\]\]>|<([A-Za-z_][\w:.-]*)((?:\s+[^\s=<>/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))?)*)\s*\/?>|<\/[^<>]*>|<[!?][^<>]*>|([^<]+)|</g
const attribute = /([^\s=<>/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'<>]+)/g

/** XML and HTML: text goes under the name of its element, attributes under their own, fields of forms under theirs. Markup stays to the byte. */
export function scrubXml(run: ScrubRun, text: string, place: Place, nesting = 0): string {
  let element = ''
  return text.replace(
    markup,
    (whole, cdata: string | undefined, name: string | undefined, attributes: string | undefined, content: string | undefined) => {
      if (name !== undefined) {
        element = localName(name)
        return attributes ? whole.replace(attributes, () => scrubAttributes(run, element, attributes, place, nesting)) : whole
      }
      if (cdata !== undefined)
        return whole.replace(cdata, () => scrubContent(run, element, { text: cdata }, cdata, (raw) => raw, place, nesting))
      if (content !== undefined)
        return content.trim() === '' ? whole : scrubContent(run, element, readEntities(content), content, writeEntities, place, nesting)
      if (/^<[!?]/.test(whole)) return scrubText(run, whole, place, nesting + 1)
      if (whole.startsWith('</')) element = ''
      return whole
    },
  )
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function scrubContent(
  run: ScrubRun,
  name: string,
  spelled: ReturnType<typeof readEntities>,
  raw: string,
  spell: (text: string) => string,
  place: Place,
  nesting: number,
): string {
  const [, lead = '', core = '', trail = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(spelled.text) ?? []
  return respell(raw, spelled, lead + scrubValue(run, name, core, inside(place, name), nesting) + trail, spell)
}

function scrubAttributes(run: ScrubRun, element: string, attributes: string, place: Place, nesting: number): string {
  const field = /(?:^|\s)(?:name|property|key|id)\s*=\s*["']?([^\s"'<>]+)/i.exec(attributes)?.[1]
  return attributes.replace(attribute, (whole, name: string, equals: string, raw: string) => {
    const quote = /^["']/.test(raw) ? (raw[0] as string) : ''
    const inner = quote ? raw.slice(1, -1) : raw
    const local = localName(name)
    const under = field !== undefined && /^(?:value|content)$/i.test(local) && classifyName(field) !== 'plain' ? field : local
    const spelled = readEntities(inner)
    const changed = respell(
      inner,
      spelled,
      scrubValue(run, under, spelled.text, inside(place, `${element}@${local}`), nesting),
      writeEntities,
    )
    return changed === inner ? whole : name + equals + quote + changed + quote
  })
}

/** A dropped value leaves its element empty. */
function scrubValue(run: ScrubRun, name: string, value: string, place: Place, nesting: number): string {
  const rule = findRule(run, 'key', name)
  return rule ? (actOnValue(run, rule, value, place) ?? '') : scrubNamed(run, name, value, place, nesting + 1)
}

function inside(place: Place, name: string): Place {
  return { describe: () => `${place.describe()} <${name}>`, talk: place.talk }
}
