// Begins the page of a model while it learnt.
import { begin } from "./app.js";
import { learningView } from "./learning.js";

begin([learningView]);
