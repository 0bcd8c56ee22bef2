import { type CompileContext, compileExpression, parseExpression } from '#lang'
import { within } from '../model-error.ts'
import type { DerivedField } from './derive-entity.ts'
import type { DerivedFields } from './derived-world.ts'

/** A collection's fields that are worked out when it is read, as a model writes them: dotted paths with expressions over `self`. */
export interface Derivations {
  readonly derived?: Readonly<Record<string, string>> | undefined
}

export function compileDerived(collections: Readonly<Record<string, Derivations>>, context: CompileContext): DerivedFields {
  const inner = { ...context, names: new Set(['self']) }
  return new Map(
    Object.entries(collections).flatMap(([name, { derived }]) =>
      derived
        ? [
            [
              name,
              Object.entries(derived).map(
                ([path, text]): DerivedField => ({
                  path: path.split('.'),
                  value: within(`derived field "${name}.${path}"`, () => compileExpression(parseExpression(text), inner)),
                  isOptional: /\babsent\b/.test(text),
                }),
              ),
            ] as const,
          ]
        : [],
    ),
  )
}
