using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Calls;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Autotask;

internal sealed class ErrorReaderTests
{
    private static readonly AutotaskCall Call = new("Contracts", HttpMethod.Post, "Contracts/query", CallPurpose.Query);

    [Test]
    public void Read_AnyStatusAndBody_FailuresAreNeverSuccessesAndAlwaysSaySomething()
    {
        var bodies = Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>(),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Encoding.UTF8.GetBytes(text.Get)),
            Gen.Elements("{}", "[]", "null", "{\"errors\":null}", "{\"errors\":{\"a\":[1,\"b\"]}}", "{\"errors\":\"x\"}", "{\"Errors\":[{\"message\":\"x\"}]}", "<html>", "\"text\"", "{\"errors\":[\"\\u0000\"]}")
                .Select(Encoding.UTF8.GetBytes));

        Prop.ForAll(Gen.Choose(200, 599).Zip(bodies).ToArbitrary(), answer =>
        {
            var (status, bytes) = answer;
            var error = Read(status, bytes, "application/json");
            var mayBeSuccess = status is >= 200 and < 300;
            return error is null
                ? mayBeSuccess
                : error.Texts.Count > 0 && error.Texts.All(text => text.Length is > 0 and <= 1001) && (status < 500 || error.Kind is AutotaskErrorKind.NoAnswer || status == 500);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [TestCase("""{"errors":"One text."}""", "One text.")]
    [TestCase("""{"Errors":["One.","Two."]}""", "One. Two.")]
    [TestCase("""{"errors":[{"message":"Deep."}]}""", "Deep.")]
    [TestCase("""{"errors":{"companyID":["Is required."]}}""", "Is required.")]
    [TestCase("""{"errors":["Two\r\nlines"]}""", "Two lines")]
    public void Read_FormsOfErrors_AreWords(string body, string words)
    {
        var error = Read(500, Encoding.UTF8.GetBytes(body), "application/json");

        Assert.That((error?.Kind, error?.Words, error?.Entity, error?.Method, error?.Status), Is.EqualTo((AutotaskErrorKind.Business, words, "Contracts", "POST", 500)));
    }

    [Test]
    public void Read_ByteOrderMark_IsNoBrokenBody() =>
        Assert.That(Read(200, [.. Encoding.UTF8.GetPreamble(), .. "{}"u8], "application/json"), Is.Null);

    [Test]
    public void Read_VeryLongText_IsCutBetweenCharacters()
    {
        var error = Read(500, Encoding.UTF8.GetBytes($$"""{"errors":["{{new string('a', 999)}}🙂{{new string('b', 5000)}}"]}"""), "application/json");

        Assert.That(error?.Words, Is.EqualTo(new string('a', 999) + "…"));
    }

    private static AutotaskError? Read(int status, byte[] bytes, string type)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        return ErrorReader.Read(response, AnswerBody.Read(bytes, new MediaTypeHeaderValue(type)), Call, DateTimeOffset.UnixEpoch);
    }
}
