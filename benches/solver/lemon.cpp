// LEMON's network simplex on a graph written by `solver_peers`: `peers.py` compiles and runs it.
//
// Prints the seconds of the solver alone and the value. What is not matched goes past the graph, as with OR-Tools.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: lemon FILE\n");
        return 2;
    }
    std::ifstream file(arguments[1], std::ios::binary);
    std::vector<std::int64_t> data;
    for (std::int64_t number; file.read(reinterpret_cast<char*>(&number), sizeof number);) data.push_back(number);
    if (data.size() < 3) return 2;
    const int lefts = static_cast<int>(data[0]), rights = static_cast<int>(data[1]);
    const std::size_t edges = static_cast<std::size_t>(data[2]);
    const int source = lefts + rights, sink = source + 1;

    // A static graph wants its arcs by source: edges and the way past of each left node, right nodes, the source.
    std::vector<std::pair<int, int>> ends;
    std::vector<std::int64_t> rooms, costs;
    const auto arc = [&](int from, int to, std::int64_t room, std::int64_t cost) {
        ends.emplace_back(from, to);
        rooms.push_back(room);
        costs.push_back(cost);
    };
    const std::int64_t* edge = data.data() + 3 + rights;
    const std::int64_t* end = edge + 3 * edges;
    for (int left = 0; left < lefts; ++left) {
        for (; edge != end && edge[0] == left; edge += 3) arc(left, lefts + static_cast<int>(edge[1]), 1, -edge[2]);
        arc(left, sink, 1, 0);
    }
    for (int right = 0; right < rights; ++right) arc(lefts + right, sink, data[3 + right], 0);
    for (int left = 0; left < lefts; ++left) arc(source, left, 1, 0);

    lemon::StaticDigraph graph;
    graph.build(sink + 1, ends.begin(), ends.end());
    lemon::StaticDigraph::ArcMap<std::int64_t> upper(graph), cost(graph);
    for (std::size_t number = 0; number < ends.size(); ++number) {
        upper[graph.arc(static_cast<int>(number))] = rooms[number];
        cost[graph.arc(static_cast<int>(number))] = costs[number];
    }
    using Simplex = lemon::NetworkSimplex<lemon::StaticDigraph, std::int64_t>;
    Simplex simplex(graph);
    simplex.upperMap(upper).costMap(cost).stSupply(graph.node(source), graph.node(sink), lefts);
    const auto start = std::chrono::steady_clock::now();
    const auto answer = simplex.run();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    if (answer != Simplex::OPTIMAL) return 1;
    std::printf("%.6f %lld\n", seconds.count(), -static_cast<long long>(simplex.totalCost<std::int64_t>()));
    return 0;
}
