/** Knows how the weekly message is rendered: subject, HTML, text and lines from one set of words. */
import type { Digest } from '../indicators/digest.ts'
import type { Language } from '../indicators/text.ts'
import { renderDigestHtml } from './digest-html.ts'
import { renderDigestLines } from './digest-lines.ts'
import { renderDigestText } from './digest-text.ts'
import { composeDigestWords } from './digest-words.ts'
import type { Rendered } from './rendered.ts'

/** Renders a digest; every part carries the same figures. */
export const renderDigest = (digest: Digest, language: Language): Rendered => {
  const words = composeDigestWords(digest, language)
  return {
    subject: words.subject,
    html: renderDigestHtml(words),
    text: renderDigestText(words),
    lines: renderDigestLines(words),
  }
}
