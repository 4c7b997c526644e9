"""The condition language: FEEL in a typed profile; lexer, parser, checker and evaluator."""
