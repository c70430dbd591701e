/** Knows how the weekly message is rendered: subject, HTML and text from one set of words. */
import type { Digest } from '../indicators/digest.ts'
import type { Language } from '../indicators/text.ts'
import { renderDigestHtml } from './digest-html.ts'
import { renderDigestText } from './digest-text.ts'
import { composeDigestWords } from './digest-words.ts'

export interface RenderedDigest {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Renders a digest for a mail; both parts carry the same figures. */
export const renderDigest = (digest: Digest, language: Language): RenderedDigest => {
  const words = composeDigestWords(digest, language)
  return { subject: words.subject, html: renderDigestHtml(words), text: renderDigestText(words) }
}
