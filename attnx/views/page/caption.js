// A caption as it is written: the same as a translation, each step with the picture as bright as it was looked at.
import { pictureRead } from "./patches.js";
import { written } from "./translation.js";

export const captionView = written("caption", "caption_title", pictureRead);
