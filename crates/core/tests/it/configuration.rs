//! What the code reads, the documents name.

use rowmill_core::config::VARIABLES;

const README: &str = include_str!("../../../../README.md");
const EXAMPLE: &str = include_str!("../../../../.env.example");

#[test]
fn every_variable_stands_in_the_readme_with_its_default() {
    for variable in VARIABLES {
        let line = format!(
            "| `{}` | {} | {} | {} |",
            variable.name, variable.read_by, variable.default, variable.meaning
        );
        assert!(README.contains(&line), "README.md lacks this line of its configuration table:\n{line}");
    }
}

#[test]
fn every_variable_stands_in_the_example() {
    for variable in VARIABLES {
        assert!(EXAMPLE.contains(&format!("{}=", variable.name)), ".env.example lacks {}", variable.name);
    }
}
