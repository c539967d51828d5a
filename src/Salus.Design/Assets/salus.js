// Everything works without this script through plain links and forms. With it, acts on the review page
// exchange the page's content in place, evidence lights up, and the keyboard does the work.
import { enhance } from "./page.js";
import "./forms.js";
import "./evidence.js";
import "./keyboard.js";
import "./live.js";
import "./writing.js";
import "./sample.js";

enhance(document);
