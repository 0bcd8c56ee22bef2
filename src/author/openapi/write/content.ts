import type { Json } from '#base'
import { isJsonMediaType, isXmlMediaType } from '#http'
import type { Variant } from '#model'
import type { ApiContent, ApiResponse } from '../api-document.ts'

type Header = Variant['headers'][number]

/** Content as a variant answers it: `value` is the template of what is said. Without content there is no body. */
export function writeContent(content: ApiContent | undefined, value: Json): Pick<Variant, 'body'> & { readonly headers: Header[] } {
  if (content === undefined) return { headers: [] }
  const { mediaType } = content
  const isJson = isJsonMediaType(mediaType) || mediaType === '*/*'
  const headers: Header[] = [['Content-Type', isJson && mediaType === '*/*' ? 'application/json' : mediaType]]
  if (isJson) return { headers, body: { encoding: 'json', value } }
  if (isXmlMediaType(mediaType)) return { headers, body: { encoding: 'xml', value: { [rootName(content)]: value } } }
  return { headers, body: { encoding: 'text', value } }
}

/** The root of an XML document is called as its schema is. */
function rootName({ schema = 'response' }: ApiContent): string {
  return /^[A-Za-z_][\w.-]*$/.test(schema) ? schema : 'response'
}

/** Headers that an answer must have, with made-up values. */
export function writeHeaders(response: ApiResponse | undefined, known: ReadonlySet<string>): Header[] {
  if (!response) return []
  return [...response.headers]
    .filter(([name, { required }]) => required && !known.has(name))
    .map(([, { name, schema }]): Header => [name, { $: `sample(${JSON.stringify(schema)})` }])
}

/** Whether an answer of this kind shows values as JSON does. */
export function isValueContent(content: ApiContent | undefined): content is ApiContent & { schema: string } {
  return content?.schema !== undefined
}
