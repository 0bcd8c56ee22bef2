import { createSchemaSet } from '#json-schema'
import {
  bind,
  type CompileContext,
  compileTemplate,
  type Environment,
  type Evaluate,
  parseTemplate,
  type Relations,
  type Value,
} from '#lang'
import type { Model, Route } from '#model'

/** What expressions of this model may name. */
export function createContext(model: Pick<Model, 'collections' | 'schemas'>): CompileContext {
  const views = new Map<string, Evaluate>()
  const context: CompileContext = {
    names: new Set(),
    hasCollection: (name) => Object.hasOwn(model.collections, name),
    relations: collectRelations(model),
    schemas: model.schemas && createSchemaSet(model.schemas),
    view: (name) => {
      const [collection = '', view = ''] = name.split('.')
      const template = model.collections[collection]?.views?.[view]
      if (template === undefined) return undefined
      return (entity: Value, environment: Environment) => {
        // Compiled on first use: views may show each other.
        let evaluate = views.get(name)
        if (!evaluate) {
          evaluate = compileTemplate(parseTemplate(template), { ...context, names: new Set(['self']) })
          views.set(name, evaluate)
        }
        return entity === undefined ? undefined : evaluate(bind(environment, 'self', entity))
      }
    },
  }
  return context
}

/** The relations of each collection, with the key fields at both ends. */
function collectRelations(model: Pick<Model, 'collections'>): Relations {
  const keyOf = (name: string) => model.collections[name]?.key.at(-1) ?? 'id'
  const relations = new Map(
    Object.entries(model.collections).map(([name, collection]) => [
      name,
      Object.fromEntries(
        Object.entries(collection.relations ?? {}).map(([field, relation]) => [
          field,
          { ...relation, ownKey: keyOf(name), otherKey: keyOf(relation.collection) },
        ]),
      ),
    ]),
  )
  return (name) => relations.get(name) ?? {}
}

/** What the guards and answers of a route may name. */
export function routeContext({ list }: Route, context: CompileContext): CompileContext {
  return list ? { ...context, names: new Set([...context.names, 'listed']) } : context
}
