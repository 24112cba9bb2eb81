using CloudmoreAutotask.LocalHost.Output;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.LocalHostTests;

[Parallelizable(ParallelScope.All)]
public sealed class ExitCodeTests
{
    [TestCase(true, 0, 0, "", ExpectedResult = 0)]
    [TestCase(true, 0, 0, "Created,Updated,Unchanged", ExpectedResult = 0)]
    [TestCase(true, 0, 0, "Created,Held", ExpectedResult = 2)]
    [TestCase(true, 0, 0, "Failed", ExpectedResult = 2)]
    [TestCase(true, 0, 0, "Deferred", ExpectedResult = 2)]
    [TestCase(true, 0, 0, "SomethingNew", ExpectedResult = 2)]
    [TestCase(true, 0, 1, "Created", ExpectedResult = 2)]
    [TestCase(true, 1, 0, "Created", ExpectedResult = 1)]
    [TestCase(false, 0, 0, "Created", ExpectedResult = 1)]
    public int Of_Run_TellsTheCaller(bool finished, int failedTimers, int poisoned, string outcomes) =>
        ExitCode.Of(finished, failedTimers, poisoned, outcomes.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
