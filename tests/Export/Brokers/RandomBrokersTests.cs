using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export.Brokers;

/// <summary>
/// Random brokers over three months: Autotask and the saved outcomes equal the rules, stated a second time, to the cent. A hundred of them by default; more with
/// <c>dotnet test -- 'TestRunParameters.Parameter(name="Brokers", value="500")'</c>, one of them with the filter <c>Name~Run_ThreeMonths_EqualsTheRules(184)</c>.
/// </summary>
public sealed class RandomBrokersTests
{
    private const int Usual = 100;

    private static IEnumerable<int> Seeds => Enumerable.Range(1, TestContext.Parameters.Get("Brokers", Usual));

    [TestCaseSource(nameof(Seeds))]
    [Parallelizable(ParallelScope.Children)]
    public async Task Run_ThreeMonths_EqualsTheRules(int seed) => await BrokerRun.RunAsync(seed);
}
