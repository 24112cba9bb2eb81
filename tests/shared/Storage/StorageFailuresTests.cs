using Azure;
using CloudmoreAutotask.Storage;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Storage;

public sealed class StorageFailuresTests
{
    [TestCase(0, true, TestName = "Passes_NoAnswer_True")]
    [TestCase(408, true, TestName = "Passes_Timeout_True")]
    [TestCase(429, true, TestName = "Passes_TooManyRequests_True")]
    [TestCase(500, true, TestName = "Passes_ServerError_True")]
    [TestCase(503, true, TestName = "Passes_ServerBusy_True")]
    [TestCase(400, false, TestName = "Passes_BadRequest_False")]
    [TestCase(403, false, TestName = "Passes_Forbidden_False")]
    [TestCase(404, false, TestName = "Passes_NotFound_False")]
    [TestCase(409, false, TestName = "Passes_Conflict_False")]
    [TestCase(412, false, TestName = "Passes_ConditionNotMet_False")]
    public void Passes_AnswerOfStorage(int status, bool passes) => Assert.That(StorageFailures.Passes(new RequestFailedException(status, "")), Is.EqualTo(passes));

    /// <summary>What the storage clients throw when every try of theirs failed.</summary>
    [Test]
    public void Passes_EveryTryWithoutAnswer_True() =>
        Assert.That(StorageFailures.Passes(new AggregateException(new RequestFailedException(0, ""), new RequestFailedException(503, ""))), Is.True);

    [Test]
    public void Passes_OneTryRefused_False() =>
        Assert.That(StorageFailures.Passes(new AggregateException(new RequestFailedException(0, ""), new RequestFailedException(403, ""))), Is.False);

    [Test]
    public void Passes_AnyOtherFailure_False() => Assert.That(
        new Exception[] { new InvalidOperationException(), new AggregateException(), new TimeoutException() }.Select(StorageFailures.Passes), Is.All.False);
}
