// Is the description in the file OpenAPI as the specification has it?
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";

const result = await new Validator().validate(
	JSON.parse(readFileSync(process.argv[2], "utf8")));

console.log(result.valid ? "valid" : JSON.stringify(result.errors));
process.exit(result.valid ? 0 : 1);
