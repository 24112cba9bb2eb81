using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.LocalHost.Running;
using Moq;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class ExitCodeTests
{
    [TestCase(true, 0, 0, false, false, ExpectedResult = 0)]
    [TestCase(true, 0, 0, false, true, ExpectedResult = 2)]
    [TestCase(true, 0, 0, true, true, ExpectedResult = 1)]
    [TestCase(true, 0, 1, false, true, ExpectedResult = 1)]
    [TestCase(true, 1, 0, false, false, ExpectedResult = 1)]
    [TestCase(false, 0, 0, false, false, ExpectedResult = 1)]
    public int Of_Run_TellsTheCaller(bool finished, int failedTimers, int poisoned, bool hasFailures, bool needsPerson)
    {
        var run = new RunState(new OpenWork(TimeProvider.System), Mock.Of<IRunWatcher>());
        for (var number = 0; number < failedTimers; number++)
            run.AddFailedTimer("Tick", new InvalidOperationException());
        for (var number = 0; number < poisoned; number++)
            run.CountPoison();
        return ExitCode.Of(finished, run, new ExportReport("r", DateTimeOffset.UnixEpoch, [], 0, 0) { HasFailures = hasFailures, NeedsPerson = needsPerson });
    }

    [TestCase("Created", ExpectedResult = true)]
    [TestCase("Unchanged", ExpectedResult = true)]
    [TestCase("Deferred", ExpectedResult = false)]
    [TestCase("SomethingNew", ExpectedResult = false)]
    public bool IsFine_Outcome_OnlyWhenNobodyIsNeeded(string outcome) => ExitCode.IsFine(outcome);
}
