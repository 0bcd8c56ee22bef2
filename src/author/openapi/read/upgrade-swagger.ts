import type { Json, JsonObject } from '#base'
import { isList, isObject } from '#lang'
import { References } from './references.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch']

/** A Swagger 2.0 document in the form of OpenAPI 3.0; `definitions` stay where they are. */
export function upgradeSwagger(root: JsonObject): JsonObject {
  const references = new References(root)
  const upgrade = new Upgrade(root, references)
  const schemes = isList(root.schemes) ? root.schemes : []
  const host =
    typeof root.host === 'string' ? `${schemes.includes('https') || schemes.length === 0 ? 'https' : schemes[0]}://${root.host}` : ''
  const basePath = typeof root.basePath === 'string' ? root.basePath : ''
  const securitySchemes = Object.fromEntries(
    Object.entries(isObject(root.securityDefinitions) ? root.securityDefinitions : {}).map(([name, scheme]) => [
      name,
      isObject(scheme) && scheme.type === 'basic' ? { type: 'http', scheme: 'basic' } : scheme,
    ]),
  )
  const paths = isObject(root.paths) ? root.paths : {}
  return {
    ...root,
    openapi: '3.0.0',
    servers: host === '' && basePath === '' ? [] : [{ url: `${host}${basePath}` }],
    components: { securitySchemes },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, upgrade.path(item)])),
  }
}

class Upgrade {
  readonly #root: JsonObject
  readonly #references: References

  constructor(root: JsonObject, references: References) {
    this.#root = root
    this.#references = references
  }

  path(node: Json): Json {
    const item = this.#references.resolve(node)
    if (item === undefined) return {}
    const shared = this.#parameters(item.parameters)
    return Object.fromEntries(
      Object.entries(item).flatMap(([key, value]): [string, Json][] => {
        if (!methods.includes(key) || !isObject(value)) return key === 'parameters' ? [] : [[key, value]]
        return [[key, this.#operation(value, shared)]]
      }),
    )
  }

  #parameters(list: Json | undefined): JsonObject[] {
    return this.#references.all(list)
  }

  #operation(operation: JsonObject, shared: readonly JsonObject[]): JsonObject {
    const own = this.#parameters(operation.parameters)
    const isSame = (a: JsonObject, b: JsonObject) => a.name === b.name && a.in === b.in
    const all = [...shared.filter((each) => !own.some((other) => isSame(each, other))), ...own]
    const consumes = textsOf(operation.consumes ?? this.#root.consumes)
    const produces = textsOf(operation.produces ?? this.#root.produces)
    const body = all.find((each) => each.in === 'body')
    const form = all.filter((each) => each.in === 'formData')
    const requestBody = body ? bodyOf(body, consumes) : form.length > 0 ? formOf(form, consumes) : undefined
    const responses = isObject(operation.responses) ? operation.responses : {}
    return {
      ...operation,
      parameters: all.filter((each) => each.in !== 'body' && each.in !== 'formData').map(upgradeParameter),
      ...(requestBody ? { requestBody } : {}),
      responses: Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [status, this.#response(this.#references.resolve(response), produces)]),
      ),
    }
  }

  #response(response: JsonObject | undefined, produces: readonly string[]): JsonObject {
    if (response === undefined) return {}
    const examples = isObject(response.examples) ? response.examples : {}
    const types = produces.length > 0 ? produces : ['application/json']
    const headers = Object.fromEntries(
      Object.entries(isObject(response.headers) ? response.headers : {}).flatMap(([name, header]) =>
        isObject(header) ? [[name, { schema: valueSchema(header) }] as const] : [],
      ),
    )
    const { schema } = response
    const content = Object.fromEntries(
      types.map((type) => [
        type,
        { ...(schema === undefined ? {} : { schema }), ...(examples[type] === undefined ? {} : { example: examples[type] }) },
      ]),
    )
    return { headers, ...(schema === undefined ? {} : { content }) } as JsonObject
  }
}

function bodyOf(parameter: JsonObject, consumes: readonly string[]): JsonObject {
  const types = consumes.length > 0 ? consumes : ['application/json']
  return {
    required: parameter.required === true,
    content: Object.fromEntries(types.map((type) => [type, { schema: parameter.schema ?? {} }])),
  }
}

function formOf(parameters: readonly JsonObject[], consumes: readonly string[]): JsonObject {
  const isMultipart = parameters.some(({ type }) => type === 'file') || consumes.includes('multipart/form-data')
  const properties = Object.fromEntries(parameters.map((each) => [String(each.name), valueSchema(each)]))
  const required = parameters.filter((each) => each.required === true).map((each) => String(each.name))
  const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
  return {
    required: required.length > 0,
    content: { [isMultipart ? 'multipart/form-data' : 'application/x-www-form-urlencoded']: { schema } },
  }
}

function upgradeParameter(parameter: JsonObject): JsonObject {
  const { name, in: place, required, description } = parameter
  return { name, in: place, required: required === true, description, schema: valueSchema(parameter) } as JsonObject
}

/** The schema that a parameter or header of 2.0 is itself. */
function valueSchema(node: JsonObject): JsonObject {
  const { name: _name, in: _place, required: _required, description: _description, collectionFormat: _format, ...schema } = node
  return schema.type === 'file' ? { type: 'string', format: 'binary' } : schema
}

function textsOf(value: Json | undefined): string[] {
  return isList(value) ? value.filter((each) => typeof each === 'string') : []
}
