/** The digits of `text`, without what separates them. */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}

/** `layout` with its digits replaced by `digits`, one by one. */
export function layDigits(layout: string, digits: string): string {
  let next = 0
  return layout.replace(/\d/g, () => digits[next++] ?? '')
}

/** The digit that all the others of `digits` decide: what a token of digits carries to be known for one. */
export function checkDigit(digits: string, salt: number): string {
  let sum = salt
  for (let index = 0; index < digits.length; index++)
    sum = Math.imul(sum ^ (digits.charCodeAt(index) + index * 16), 0x9e3779b1) ^ (sum >>> 11)
  return String((sum >>> 5) % 10)
}
