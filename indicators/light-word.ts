/** Knows the word that stands beside a light: grey says which of its two reasons it has. */
import { CLASSES, type Assessment } from './assessment.ts'
import { LIGHTS } from './light.ts'
import type { Text } from './text.ts'

/** 达到进度 … 严重滞后; for grey 数据不足 or 口径变动待核. */
export const lightWord = (assessment: Pick<Assessment, 'light' | 'class'>): Text =>
  assessment.light === 'grey' ? CLASSES[assessment.class] : LIGHTS[assessment.light].word
