/** What a code stands for, wherever it is said; the message at the place says the rest. */
export interface CatalogueEntry {
  /** What is the case, in one sentence. */
  readonly means: string
  /** What to do about it. */
  readonly next: string
}

export type Catalogue = Readonly<Record<string, CatalogueEntry>>
