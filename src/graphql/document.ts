import type { DocumentNode } from 'graphql/language/ast.js'
import { parse } from 'graphql/language/parser.js'
import { memoize } from '#base'

/** A document that is no GraphQL: what graphql-js says of it, and where. */
export interface SyntaxFault {
  readonly message: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

export type ParsedDocument = { readonly document: DocumentNode } | { readonly fault: SyntaxFault }

const lengthMax = 200_000
/** More tokens than any client means; a bound on time and on the depth of nesting. */
const tokensMax = 20_000

/** Parses a GraphQL document; never throws. Clients send the same few documents again and again: they are kept. */
export const parseDocument: (text: string) => ParsedDocument = memoize((text) => {
  if (text.length > lengthMax) return { fault: { message: 'Syntax Error: Document is too long.', line: 1, column: 1 } }
  try {
    return { document: parse(text, { maxTokens: tokensMax }) }
  } catch (error) {
    const { message, locations } = error as { message: string; locations?: readonly { line: number; column: number }[] }
    return { fault: { message, line: locations?.[0]?.line ?? 1, column: locations?.[0]?.column ?? 1 } }
  }
})
