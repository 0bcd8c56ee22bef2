const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Characters that no XML document may hold, not even as references, half pairs of UTF-16 included, and controls that nobody sees. */
const impossible = /[^\t\n\r\P{Cc}]|\p{Cs}|[\ufffe\uffff]/gu

/** The text as content or attribute of XML and HTML: whatever it holds, it stays text. */
export function escapeMarkup(text: string): string {
  return text.replace(impossible, '\ufffd').replace(/[&<>"']/g, (character) => references[character] as string)
}
