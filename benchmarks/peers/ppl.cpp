// The peer "PPL C++": the exact splitter of ../ppl_splitter.py in C++, one polyhedron of the Parma Polyhedra Library a cell.
//
// Standard input: the dimension; 1, lo and hi for the box [lo, hi]^d, or 0; the number of layers; for each its rows and
// columns and its integers [b, w]. Standard output: a line of JSON. Built by peers/ppl.py against libppl (GPL-3).
#include <ppl.hh>
#include <chrono>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

using namespace Parma_Polyhedra_Library;
using Row = std::vector<mpz_class>;          // [b, a_1, ..., a_d]; empty for an input that is 0

using Set = std::unique_ptr<C_Polyhedron>;   // a polyhedron itself can only be copied

struct Side { int constant; Constraint positive, negative; };      // form >= 0 and form <= 0, or the sign of a constant
struct Cell { Set set; std::string signs; std::vector<Row> inputs; };

static std::vector<Row> forms_of(const std::vector<Row>& stage, const std::vector<Row>& inputs, size_t width) {
    std::vector<Row> found;
    for (const Row& row : stage) {
        Row total(width);
        for (size_t i = 0; i < inputs.size(); ++i)
            if (!inputs[i].empty() && row[i + 1] != 0)
                for (size_t k = 0; k < width; ++k) total[k] += row[i + 1] * inputs[i][k];
        total[0] += row[0];
        found.push_back(std::move(total));
    }
    return found;
}

static Side side_of(const Row& form) {
    Linear_Expression e(form[0]);
    bool constant = true;
    for (size_t k = 1; k < form.size(); ++k)
        if (form[k] != 0) { constant = false; e += form[k] * Variable(k - 1); }
    return {constant ? (form[0] > 0 ? '+' : form[0] < 0 ? '-' : '0') : 0, e >= 0, e <= 0};
}

// The full-dimensional parts into which the neurons of a layer cut a cell; depth first.
static void split(Set start, const std::vector<Side>& neurons, std::vector<std::pair<Set, std::string>>& found) {
    std::vector<std::pair<Set, std::string>> stack;
    stack.emplace_back(std::move(start), "");
    while (!stack.empty()) {
        auto [cell, signs] = std::move(stack.back());
        stack.pop_back();
        for (size_t i = signs.size(); i < neurons.size(); ++i) {
            const Side& neuron = neurons[i];
            if (neuron.constant) { signs += char(neuron.constant); continue; }
            Poly_Con_Relation relation = cell->relation_with(neuron.positive);
            if (relation.implies(Poly_Con_Relation::is_included())) signs += '+';
            else if (relation.implies(Poly_Con_Relation::is_disjoint())
                     || cell->relation_with(neuron.negative).implies(Poly_Con_Relation::is_included())) signs += '-';
            else {
                Set other(new C_Polyhedron(*cell));
                other->add_constraint(neuron.positive);
                stack.emplace_back(std::move(other), signs + '+');
                cell->add_constraint(neuron.negative);
                signs += '-';
            }
        }
        found.emplace_back(std::move(cell), std::move(signs));
    }
}

static double resident() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.rfind("VmRSS:", 0) == 0) return std::stod(line.substr(6)) / 1024;
    return 0;
}

int main() {
    size_t d, boxed, layers;
    long lo = 0, hi = 0;
    std::cin >> d >> boxed;
    if (boxed) std::cin >> lo >> hi;
    std::cin >> layers;
    std::vector<std::vector<Row>> stages(layers);
    for (auto& stage : stages) {
        size_t rows, columns;
        std::cin >> rows >> columns;
        stage.assign(rows, Row(columns));
        for (Row& row : stage) for (mpz_class& x : row) std::cin >> x;
    }
    double idle = resident();
    auto begin = std::chrono::steady_clock::now();
    std::clock_t used = std::clock();
    std::vector<Cell> cells(1);
    cells[0].set.reset(new C_Polyhedron(d, UNIVERSE));
    for (size_t i = 0; i < d; ++i) {
        if (boxed) { cells[0].set->add_constraint(Variable(i) >= lo); cells[0].set->add_constraint(Variable(i) <= hi); }
        cells[0].inputs.emplace_back(d + 1);
        cells[0].inputs[i][i + 1] = 1;
    }
    for (const auto& stage : stages) {
        std::vector<Cell> next;
        for (Cell& cell : cells) {
            std::vector<Row> forms = forms_of(stage, cell.inputs, d + 1);
            std::vector<Side> neurons;
            for (const Row& form : forms) neurons.push_back(side_of(form));
            std::vector<std::pair<Set, std::string>> parts;
            split(std::move(cell.set), neurons, parts);
            for (auto& [set, signs] : parts) {
                std::vector<Row> inputs;
                if (&stage != &stages.back())
                    for (size_t i = 0; i < forms.size(); ++i) inputs.push_back(signs[i] == '+' ? forms[i] : Row());
                next.push_back({std::move(set), cell.signs + signs, std::move(inputs)});
            }
        }
        cells = std::move(next);
    }
    double processor = double(std::clock() - used) / CLOCKS_PER_SEC;
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::cout << "{\"regions\": " << cells.size() << ", \"seconds\": " << seconds << ", \"processor\": " << processor
              << ", \"idle\": " << idle << "}\n";
}
